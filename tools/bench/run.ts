/**
 * npm run bench [-- --seconds 5 --rounds 2 --sections events,memory,paths,pace,telemetry --scale 100000]
 * The request path through gateway, NATS and crm beside the same handler and store in one process and beside a monolith with Prisma,
 * in one run on private servers: only ratios within a run mean something. Prints tables and leaves them as JSON in .data/bench/.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../run/config.ts';
import { startLoad } from './bench-child.ts';
import { startServers, startWorld } from './bench-world.ts';
import type { Kind } from './load-plan.ts';
import { measureEvents } from './section-events.ts';
import { measureMemory } from './section-memory.ts';
import { measurePace } from './section-pace.ts';
import { measurePaths } from './section-paths.ts';
import { measureScale } from './section-scale.ts';
import { measureTelemetry } from './section-telemetry.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '2' },
    connections: { type: 'string', default: '32' },
    cases: { type: 'string', default: 'get,list,search,create' },
    sections: { type: 'string', default: 'events,memory,paths,pace,telemetry' },
    scale: { type: 'string' },
    /** Folder for CPU profiles of the product's processes, which slow them down a little. */
    profile: { type: 'string' },
  },
});

const sections = values.sections.split(',').filter((name) => name !== '');
const settings = {
  seconds: Number(values.seconds),
  rounds: Number(values.rounds),
  connections: Number(values.connections),
  cases: values.cases.split(',') as Kind[],
  restSeconds: values.profile === undefined ? 60 : 5,
};
const profiling: Record<string, string> =
  values.profile === undefined ? {} : { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${values.profile}` };
const say = (line: string): void => console.error(`bench: ${line}`);
const result: Record<string, unknown> = { node: process.version, cores: availableParallelism(), ...settings };

const stack = new AsyncDisposableStack();
const end = async (code: number): Promise<void> => {
  await stack.disposeAsync();
  process.exit(code);
};
// Whoever stops us must not be left with the servers.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void end(130));

async function measureAll(): Promise<void> {
  if (sections.includes('events')) result['events'] = await measureEvents(settings.seconds, say);
  if (sections.every((name) => name === 'events') && values.scale === undefined) return;
  const servers = stack.use(await startServers());
  const load = stack.use(startLoad());
  say('starting the product');
  const world = stack.use(await startWorld(servers, { env: profiling }));
  const context = { servers, world, load, settings, say };
  if (sections.includes('memory')) result['memory'] = await measureMemory(context);
  if (sections.includes('paths') || sections.includes('pace')) {
    await using paths = await measurePaths(context, sections.includes('paths'));
    result['paths'] = paths.results;
    if (sections.includes('pace')) result['pace'] = await measurePace(context, paths);
  }
  if (sections.includes('telemetry')) result['telemetry'] = await measureTelemetry(context);
  if (values.scale !== undefined) result['scale'] = await measureScale(context, Number(values.scale));
}

try {
  await measureAll();
  const folder = join(ROOT, '.data/bench');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `bench-${new Date().toISOString().replaceAll(/[:.]/g, '-')}.json`);
  writeFileSync(file, `${JSON.stringify(result, null, 2)}\n`);
  say(`written to ${file}`);
  await end(0);
} catch (error) {
  console.error(error);
  await end(1);
}
