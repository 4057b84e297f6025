import { availableParallelism } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { signUp } from '../../e2e/support/session.client.ts';
import { waitFor } from '../../shared/testing/wait-for.ts';
import { type Breach, type Wire, wire } from './attempt.client.ts';
import { type Audit, openAudit } from './audit.store.ts';
import type { Damage, Experiment } from './experiments.ts';
import { examine, type Finding, faultsOf, isClean, type Proof } from './history.ts';
import { type Figure, followLives } from './lives.client.ts';
import type { Plant } from './plant.ts';
import type { Recovery } from './recovery.ts';
import { seeded } from './seeded.ts';
import { readStreams } from './streams.ts';
import { startWriters, type Tenant } from './writers.ts';

export type Result = Readonly<{
  experiment: string;
  seed: number;
  rate: number;
  seconds: number;
  tenants: number;
  node: string;
  cores: number;
  finding: Finding;
  faults: ReturnType<typeof faultsOf>;
  inconsistencies: Readonly<Record<string, number>>;
  breaches: readonly Breach[];
  /** Answers to repeated requests that came from the first one's record. */
  replayedAnswers: number;
  complaints: readonly string[];
  recoveries: readonly Recovery[];
  proofs: readonly Proof[];
  figures: Readonly<Record<Figure, number>>;
  /** From the last write to the moment when everything had come to rest. */
  restMs: number;
  writeMs: Readonly<{ p50: number; p99: number; max: number }>;
  clean: boolean;
}>;

export type Settings = Readonly<{
  seed: number;
  rate: number;
  seconds: number;
  tenants: number;
  watchMs?: number;
  say?: (line: string) => void;
}>;

const WARM_MS = 2_000;
/** Guards against waiting for ever. */
const REST_MS = 300_000;

/** Writes, breaks, heals, waits for rest, compares. Each experiment has organizations of its own, so one cannot blame another. */
export async function perform(plant: Plant, name: string, experiment: Experiment, settings: Settings): Promise<Result> {
  const { seed, rate, seconds, say = () => undefined } = settings;
  const client = wire(plant.url);
  const tenants = await Promise.all(Array.from({ length: settings.tenants }, () => newTenant(plant.url)));
  const organizations = tenants.map(({ organizationId }) => organizationId);
  await using audit = await openAudit(plant.servers, organizations);
  const lives = followLives(plant);
  try {
    const writers = startWriters({ wire: client, tenants, perTenant: 2, rate, prefix: `s${seed}` });
    await delay(WARM_MS);
    say(`${name}: breaking`);
    const ground = {
      plant,
      wire: client,
      tenant: tenants[0] as Tenant,
      lives,
      chance: seeded(seed),
      seconds,
      watchMs: settings.watchMs ?? 4_000,
    };
    const damage = await experiment(ground);
    await delay(WARM_MS);
    say(`${name}: healing`);
    await writers.stop();
    const restMs = await rest(audit);
    const judged = await judge(plant, client, audit, damage, { writes: writers.writes, organizations });
    const { writes, complaints } = writers;
    const { finding } = judged;
    const facts = { experiment: name, seed, rate, seconds, tenants: tenants.length, node: process.version, cores: availableParallelism() };
    return {
      ...facts,
      ...judged,
      faults: faultsOf(finding),
      complaints: complaints.slice(0, 20),
      ...damage,
      replayedAnswers: client.replays(),
      figures: await lives.read(),
      restMs,
      writeMs: quantiles(writes.map(({ invokedMs, endedMs }) => endedMs - invokedMs)),
    };
  } finally {
    lives.stop();
  }
}

type Material = Readonly<{ writes: Parameters<typeof examine>[0]['writes']; organizations: readonly string[] }>;

async function judge(plant: Plant, client: Wire, audit: Audit, { proofs }: Damage, { writes, organizations }: Material) {
  const told = await readStreams(plant.servers.natsUrl, new Set(organizations));
  const [sightings, effects] = [await audit.sightings(), await audit.effects()];
  const finding = examine({ writes, sightings, effects, told });
  const inStreams = new Set(told.map(({ id }) => id));
  const unsent = [...(await audit.eventIds())].filter((id) => !inStreams.has(id)).length;
  const inconsistencies = { ...(await audit.inconsistencies()), 'event in no stream': unsent };
  const breaches = client.breaches().slice(0, 20);
  const consistent = Object.values(inconsistencies).every((count) => count === 0) && breaches.length === 0;
  return { finding, inconsistencies, breaches, clean: consistent && isClean(finding, proofs) };
}

async function newTenant(url: string): Promise<Tenant> {
  const session = await signUp(url, 'Próba Ogniowa');
  type Pipelines = { items: { stages: { id: string }[] }[] };
  const stage = await waitFor(
    'the default pipeline',
    async () => (await session.must<Pipelines>('GET', '/pipelines')).items[0]?.stages[1],
    30_000,
  );
  const { accessToken, organizationId } = session.session;
  return { session, organizationId, token: accessToken, secondStageId: stage.id };
}

/** Everything written has been told, recorded and reacted to, or so long has passed that what is missing is missing. */
async function rest(audit: Audit): Promise<number> {
  const started = performance.now();
  while (performance.now() - started < REST_MS && (await audit.outstanding()) > 0) await delay(200);
  return Math.round(performance.now() - started);
}

function quantiles(times: readonly number[]): Result['writeMs'] {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (part: number): number => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0);
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
}
