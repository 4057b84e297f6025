import { parseArgs } from 'node:util';
import type { Bus, DeadLetter } from '../../shared/messaging/bus.ts';
import { withBus } from './bus.ts';
import { operateConfig } from './config.ts';

type Query = Readonly<{ service?: string; durable?: string }>;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { service: { type: 'string' }, durable: { type: 'string' } },
});
const [act, id = ''] = positionals;
const query: Query = {
  ...(values.service === undefined ? {} : { service: values.service }),
  ...(values.durable === undefined ? {} : { durable: values.durable }),
};

async function allLetters(bus: Bus): Promise<DeadLetter[]> {
  const letters: DeadLetter[] = [];
  for (let cursor: string | null = '0'; cursor !== null; ) {
    const page: Awaited<ReturnType<Bus['deadLetters']['list']>> = await bus.deadLetters.list({ ...query, cursor, limit: 100 });
    letters.push(...page.items);
    cursor = page.nextCursor;
  }
  return letters;
}

async function list(bus: Bus): Promise<boolean> {
  const letters = await allLetters(bus);
  for (const { id: number, at, durable, attempts, subject, reason } of letters) {
    console.log([number, at.toISOString(), durable, `${attempts} attempts`, subject, reason].join('\t'));
  }
  console.error(`${letters.length} dead letters`);
  return true;
}

/** One line per act on stderr, in the form of the services' logs: whoever did it, to what, and how it ended. */
function told(event: string, letter: DeadLetter, fields: Readonly<Record<string, unknown>> = {}): void {
  const { id: dead_letter, durable, subject } = letter;
  console.error(
    JSON.stringify({ level: 'info', service: 'ops', event, operator: operateConfig().OPERATOR, dead_letter, durable, subject, ...fields }),
  );
}

async function replay(bus: Bus, letter: DeadLetter): Promise<boolean> {
  try {
    const { outcome } = await bus.deadLetters.replay(letter.id);
    told('dead_letter.replayed', letter, { outcome });
    return true;
  } catch (error) {
    told('dead_letter.replay_failed', letter, { reason: error instanceof Error ? error.message : String(error) });
    return false;
  }
}

async function replayAll(bus: Bus): Promise<boolean> {
  let failed = 0;
  for (const letter of await allLetters(bus)) if (!(await replay(bus, letter))) failed += 1;
  return failed === 0;
}

async function show(bus: Bus): Promise<boolean> {
  console.log(JSON.stringify(await bus.deadLetters.get(id), null, 2));
  return true;
}

async function discard(bus: Bus): Promise<boolean> {
  const letter = await bus.deadLetters.get(id);
  await bus.deadLetters.discard(id);
  told('dead_letter.discarded', letter);
  return true;
}

/** False: the act was tried and failed. */
const acts: Readonly<Record<string, (bus: Bus) => Promise<boolean>>> = {
  list,
  show,
  discard,
  replay: async (bus) => replay(bus, await bus.deadLetters.get(id)),
  'replay-all': replayAll,
};

const chosen = acts[act ?? ''];
if (!chosen) throw new Error(`Acts: ${Object.keys(acts).join(', ')}`);
process.exitCode = (await withBus(chosen)) ? 0 : 1;
