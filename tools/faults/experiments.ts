import { setTimeout as delay } from 'node:timers/promises';
import { serviceNames } from '../../shared/database/urls.ts';
import type { FailPoint } from '../../shared/messaging/failpoint.ts';
import type { ServiceName } from '../run/service-table.ts';
import type { Wire } from './attempt.client.ts';
import type { Proof } from './history.ts';
import type { Lives } from './lives.client.ts';
import type { Plant } from './plant.ts';
import { breakBrokerAndWatch, killAndWatch, type Recovery } from './recovery.ts';
import type { Chance } from './seeded.ts';
import { rewindAll } from './streams.ts';
import type { Tenant } from './writers.ts';

export type Ground = Readonly<{
  plant: Plant;
  wire: Wire;
  tenant: Tenant;
  lives: Lives;
  chance: Chance;
  /** How long the experiment may break things. */
  seconds: number;
  /** Requests to what was killed go on this long after each kill. */
  watchMs: number;
}>;

export type Damage = Readonly<{ recoveries: readonly Recovery[]; proofs: readonly Proof[] }>;
export type Experiment = (ground: Ground) => Promise<Damage>;

/** kill -9 of each service, one after another in a seeded order, in rounds until the time is up; at least one round. */
export const killServices: Experiment = async (ground) => {
  const deadline = performance.now() + ground.seconds * 1_000;
  const recoveries: Recovery[] = [];
  do {
    for (const name of ground.chance.shuffled(serviceNames)) {
      if (recoveries.length >= serviceNames.length && performance.now() > deadline) break;
      recoveries.push(await killAndWatch(name, ground));
      await ground.plant.ready(name);
    }
  } while (performance.now() < deadline);
  return { recoveries, proofs: [{ name: 'processes killed and replaced', count: replaced(recoveries) }] };
};

/** kill -9 of the broker, twice: a short absence, and one as long as clients take to notice. */
export const killBroker: Experiment = async (ground) => {
  const before = await ground.lives.read();
  const recoveries: Recovery[] = [];
  for (const downMs of [ground.chance.between(700, 1_500), ground.chance.between(2_000, 3_000)]) {
    recoveries.push(await breakBrokerAndWatch(downMs, ground));
    await delay(1_000);
  }
  const { reconnects } = await ground.lives.read();
  return {
    recoveries,
    proofs: [
      { name: 'brokers killed and replaced', count: replaced(recoveries) },
      { name: 'client reconnects', count: reconnects - before.reconnects },
    ],
  };
};

const replaced = (recoveries: readonly Recovery[]): number =>
  recoveries.filter(({ pid, nextPid }) => nextPid !== undefined && nextPid !== pid).length;

/** The broker has the event, the outbox does not know: it is sent again, and must not count again. */
export const relayDiesAfterAck: Experiment = async (ground) => {
  const before = await ground.lives.read();
  const deaths = await dieRepeatedly(ground, pointsOf(['crm', 'gtd'], 'relay.afterAck'), [5, 40]);
  const { duplicateAcks } = await ground.lives.read();
  return {
    recoveries: [],
    proofs: [
      { name: 'deaths at the failpoint', count: deaths },
      { name: 'duplicate acks', count: duplicateAcks - before.duplicateAcks },
    ],
  };
};

/** The effect is committed, the broker does not know: the event comes again, and must have no second effect. */
export const consumerDiesAfterCommit: Experiment = async (ground) => {
  const before = await ground.lives.read();
  const deaths = await dieRepeatedly(ground, pointsOf(['gtd', 'billing', 'ai', 'crm', 'gateway'], 'consumer.afterCommit'), [3, 30]);
  await delay(6_000);
  const { redelivered, handledAgain } = await ground.lives.read();
  return {
    recoveries: [],
    proofs: [
      { name: 'deaths at the failpoint', count: deaths },
      { name: 'redelivered events', count: redelivered - before.redelivered },
      { name: 'repeated events without a second effect', count: handledAgain - before.handledAgain },
    ],
  };
};

/** The write is committed, its caller does not know: the repetition gets the answer, and must not write again. */
export const serviceDiesBeforeAnswer: Experiment = async (ground) => {
  const points = new Map([...pointsOf(['crm', 'gtd'], 'rpc.beforeAnswer'), ...pointsOf(['gateway'], 'http.beforeKeep')]);
  const deaths = await dieRepeatedly(ground, points, [5, 40]);
  return { recoveries: [], proofs: [{ name: 'deaths at the failpoint', count: deaths }] };
};

type Points = ReadonlyMap<ServiceName, FailPoint>;
const pointsOf = (names: readonly ServiceName[], point: FailPoint): Points => new Map(names.map((name) => [name, point]));

const LIVES = 3;

/** Each service dies at the point three times, later or sooner by chance, as long as the writers give it events to die at. */
async function dieRepeatedly(ground: Ground, points: Points, [low, high]: [number, number]): Promise<number> {
  const { plant, chance } = ground;
  const names = [...points.keys()];
  const deaths = new Map<ServiceName, number>(names.map((name) => [name, -1]));
  const arm = (name: ServiceName): void => plant.failAt(name, `${points.get(name)}:${chance.between(low, high)}`);
  plant.onExit((name) => {
    const died = deaths.get(name);
    if (died === undefined) return;
    deaths.set(name, died + 1);
    if (died + 1 >= LIVES) plant.failAt(name, undefined);
    else arm(name);
  });
  for (const name of names) {
    arm(name);
    plant.kill(name);
  }
  const deadline = performance.now() + ground.seconds * 1_000;
  while (performance.now() < deadline && [...deaths.values()].some((count) => count < LIVES)) await delay(200);
  plant.onExit(undefined);
  for (const name of names) {
    // What is armed and still alive is put out of the way, so that it does not die while everything comes to rest.
    plant.failAt(name, undefined);
    if ((deaths.get(name) ?? 0) < LIVES) plant.kill(name);
  }
  await delay(1_500);
  await Promise.all(names.map((name) => plant.ready(name)));
  return [...deaths.values()].reduce((sum, count) => sum + Math.max(0, count), 0);
}

/** Every durable forgets its place and begins at the first message: all that was done comes again. */
export const fullReplay: Experiment = async (ground) => {
  await delay(ground.seconds * 500);
  const before = await ground.lives.read();
  const { durables, messages } = await rewindAll(ground.plant.servers.natsUrl);
  await delay(ground.seconds * 500);
  const { handledAgain } = await ground.lives.read();
  return {
    recoveries: [],
    proofs: [
      { name: 'durables made again', count: durables },
      { name: 'stored messages told again', count: messages },
      { name: 'repeated events without a second effect', count: handledAgain - before.handledAgain },
    ],
  };
};

export const experiments: Readonly<Record<string, Experiment>> = {
  'kill-services': killServices,
  'broker-kill': killBroker,
  'relay-dies-after-ack': relayDiesAfterAck,
  'consumer-dies-after-commit': consumerDiesAfterCommit,
  'service-dies-before-answer': serviceDiesBeforeAnswer,
  'full-replay': fullReplay,
};
