import { setTimeout as delay } from 'node:timers/promises';
import type { ServiceName } from '../run/service-table.ts';
import type { Wire } from './attempt.client.ts';
import type { Plant } from './plant.ts';
import type { Tenant } from './writers.ts';

export type Recovery = Readonly<{
  target: string;
  /** The process that died and the one that took its place. */
  pid: number;
  nextPid: number | undefined;
  /** From the kill until the next process calls itself ready: the supervisor's pause and the start of a process. */
  readyMs: number | undefined;
  /** From the kill to the first good answer. */
  firstGoodMs: number | undefined;
  /** From the kill to the start of the last request that failed. */
  lastBadMs: number;
  probes: number;
  bad: number;
}>;

/** One request that needs the service, through the gateway. */
const questions: Record<ServiceName, readonly [method: string, path: string, body?: unknown]> = {
  gateway: ['GET', '/auth/me'],
  crm: ['GET', '/contacts?limit=1'],
  gtd: ['GET', '/tasks?limit=1'],
  ai: ['GET', '/ai/executions?limit=1'],
  billing: ['GET', '/billing/subscription'],
  voice: ['POST', '/voice/speech', { text: 'Tak.' }],
};

const PROBE_EVERY_MS = 200;

type Options = Readonly<{ plant: Plant; wire: Wire; tenant: Tenant; watchMs: number }>;

/** Guards against waiting for ever. */
const LONGEST_MS = 300_000;

/** Kills one service and asks for it from then on, whatever became of the request before, until `watchMs` after it is back. */
export function killAndWatch(name: ServiceName, options: Options): Promise<Recovery> {
  const { plant } = options;
  return watch(name, name, options, async () => {
    const pid = plant.kill(name);
    return { pid, back: plant.ready(name), next: () => plant.pid(name) };
  });
}

export function breakBrokerAndWatch(downMs: number, options: Options): Promise<Recovery> {
  let nextPid: number | undefined;
  return watch(`nats ${downMs} ms`, 'crm', options, async () => {
    const broken = options.plant.breakBroker(downMs);
    void broken.then((broker) => {
      nextPid = broker.nextPid;
    });
    return { pid: (await broken).pid, back: options.plant.ready('crm'), next: () => nextPid };
  });
}

type Killing = () => Promise<{ pid: number; back: Promise<void>; next: () => number | undefined }>;

async function watch(target: string, asked: ServiceName, { wire, tenant, watchMs }: Options, kill: Killing): Promise<Recovery> {
  const [method, path, body] = questions[asked];
  const results: { at: number; endedAt: number; good: boolean }[] = [];
  const started = performance.now();
  let readyMs: number | undefined;
  const killing = kill();
  void killing
    .then(({ back }) => back)
    .then(() => {
      readyMs = performance.now() - started;
    });
  const ask = async (): Promise<void> => {
    const at = performance.now() - started;
    const good = (await wire.probe(tenant.token, method, path, body)) !== undefined;
    results.push({ at, endedAt: performance.now() - started, good });
  };
  const asking: Promise<void>[] = [];
  while (performance.now() - started < (readyMs === undefined ? LONGEST_MS : readyMs + watchMs)) {
    asking.push(ask());
    await delay(PROBE_EVERY_MS);
  }
  const { pid, next } = await killing;
  await Promise.all(asking);
  const bad = results.filter(({ good }) => !good);
  const lastBadMs = Math.max(0, ...bad.map(({ at }) => at));
  // An answer that was on its way when the process died says nothing about the next one.
  const firstBad = Math.min(...bad.map(({ at }) => at), Number.POSITIVE_INFINITY);
  const goodAfter = results.filter(({ good, at }) => good && (bad.length === 0 || at > firstBad)).map(({ endedAt }) => endedAt);
  return {
    target,
    pid,
    nextPid: next(),
    readyMs: readyMs === undefined ? undefined : Math.round(readyMs),
    firstGoodMs: goodAfter.length === 0 ? undefined : Math.round(Math.min(...goodAfter)),
    lastBadMs: Math.round(lastBadMs),
    probes: results.length,
    bad: bad.length,
  };
}
