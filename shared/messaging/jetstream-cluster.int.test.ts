import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { connect, type JetStreamManager, type NatsConnection, type StreamInfo } from 'nats';
import { z } from 'zod';
import { event } from '../contracts/define.ts';
import { newId } from '../ids.ts';
import { type LocalNatsCluster, startNatsCluster } from '../local-servers/nats-cluster.ts';
import type { Scope } from '../service/scope.ts';
import { startTestDb, type TestDb } from '../testing/test-db.ts';
import { waitFor } from '../testing/wait-for.ts';
import type { Bus } from './bus.ts';
import { reaction } from './consumer.ts';
import { type Consumers, startConsumers } from './consumer-runner.ts';
import { connectJetStreamBus } from './jetstream-bus.ts';
import { appendEvents } from './outbox.ts';
import { type Relay, startRelay } from './relay.ts';

const STREAM = 'EVT_CRM';
const DURABLE = 'crm-cluster-moved';
const WRITES_PER_SECOND = 200;
/** A machine that others use too commits fewer a second; more at once would only wait for a connection until they are refused. */
const MAX_UNDER_WAY = 40;

const moved = event('crm.crate.moved', {
  version: 1,
  visible: 'crm.deals:read',
  aggregate: 'crate',
  key: (data) => data.crateId,
  data: z.object({ crateId: z.uuid() }),
});
const folder = mkdtempSync(join(tmpdir(), 'crm-gtd-cluster-'));
const scope: Scope = { organizationId: newId(), actorId: newId(), role: 'OWNER', correlationId: newId(), causationId: newId() };

let cluster: LocalNatsCluster;
let database: TestDb<unknown>;
let bus: Bus;
let consumers: Consumers;
let relay: Relay;
let watcher: NatsConnection;
let manager: JetStreamManager;
let committed = 0;

beforeAll(async () => {
  [cluster, database] = await Promise.all([startNatsCluster(folder), startTestDb<unknown>('crm')]);
  await database.ownerSql('create table probe_effect (event_id uuid)');
  await database.ownerSql('grant insert on probe_effect to crm_app');
  bus = await connectJetStreamBus({ url: cluster.url, service: 'crm', maxBytes: 67_108_864, replicas: 3 });
  await bus.ensureStreams();
  const declaration = reaction(moved, {
    durable: DURABLE,
    handle: async ({ envelope }, tx) => void (await tx.sql('insert into probe_effect (event_id) values ($1)', [envelope.id])),
  });
  consumers = await startConsumers({
    bus,
    db: database.db,
    service: 'crm',
    declarations: [declaration],
    retry: { failure: [50], gap: [50] },
  });
  relay = await startRelay({ relayUrl: database.relayUrl, schema: 'crm', bus });
  watcher = await connect({ servers: cluster.url.split(','), maxReconnectAttempts: -1, reconnectTimeWait: 200 });
  manager = await watcher.jetstreamManager({ timeout: 5_000 });
});

afterAll(async () => {
  await consumers?.close();
  await relay?.close();
  await bus?.close();
  await watcher?.close();
  await database?.[Symbol.asyncDispose]();
  await cluster?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function commitOne(): Promise<void> {
  await database.db.withTenant(scope, (tx) => appendEvents(tx, [moved.of({ crateId: newId() })]));
  committed += 1;
}

/** Two hundred commits a second, or as many as the machine can do, until told to stop; fails when one of them fails. */
async function writing(signal: AbortSignal): Promise<void> {
  const batch = WRITES_PER_SECOND / 20;
  const underWay = new Set<Promise<void>>();
  const write = (): void => {
    const commit = commitOne();
    underWay.add(commit);
    commit.then(
      () => underWay.delete(commit),
      () => undefined,
    );
  };
  const started = performance.now();
  for (let round = 0; !signal.aborted; round += 1) {
    for (let index = 0; index < batch && underWay.size < MAX_UNDER_WAY; index += 1) write();
    await delay(Math.max(0, started + (round + 1) * 50 - performance.now()));
  }
  await Promise.all(underWay);
}

async function underWrites(work: () => Promise<void>): Promise<void> {
  const end = new AbortController();
  const writers = writing(end.signal);
  try {
    await work();
  } finally {
    end.abort();
    await writers;
  }
}

const effectsBeyond = (count: number): Promise<true> => waitFor(`effects beyond ${count}`, async () => (await effects()).length > count);

const effects = (): Promise<{ event_id: string }[]> => database.ownerSql<{ event_id: string }>('select event_id from probe_effect');

async function everyCommitHasOneEffect(): Promise<void> {
  await waitFor(`${committed} effects`, async () => (await effects()).length >= committed);
  const ids = (await effects()).map(({ event_id }) => event_id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toHaveLength(committed);
  const left = await database.ownerSql('select from msg_outbox where published_at is null');
  expect(left).toHaveLength(0);
}

/** The broker may be between two leaders: then there is no answer yet. */
async function info(): Promise<StreamInfo | undefined> {
  return manager.streams.info(STREAM).catch(() => undefined);
}

async function leader(): Promise<string> {
  return waitFor('the stream has a leader', async () => (await info())?.cluster?.leader || undefined);
}

const copiesAreCurrent = (): Promise<unknown> =>
  waitFor('both copies are current', async () => {
    const replicas = (await info())?.cluster?.replicas ?? [];
    return replicas.length === 2 && replicas.every(({ current, offline }) => current && !offline);
  });

test('every stream and the durable are kept three times', async () => {
  await copiesAreCurrent();
  for await (const stream of manager.streams.list())
    expect([stream.config.name, stream.config.num_replicas]).toEqual([stream.config.name, 3]);
  const durable = await manager.consumers.info(STREAM, DURABLE);
  expect(durable.cluster?.replicas).toHaveLength(2);
});

test("the stream's leader dies twice under writes: nothing committed is lost, nothing has two effects", async () => {
  await underWrites(async () => {
    for (let round = 0; round < 2; round += 1) {
      await effectsBeyond(committed);
      const dead = await leader();
      await cluster.kill(dead);
      const before = (await effects()).length;
      // Enough to be sure that the two that are left do the work.
      await effectsBeyond(before + 2 * WRITES_PER_SECOND);
      expect(await leader()).not.toBe(dead);
      await cluster.start(dead);
      await copiesAreCurrent();
    }
  });
  await everyCommitHasOneEffect();
});

test('a node comes back with an empty disk under writes, takes its copy, and then bears the loss of another', async () => {
  await underWrites(async () => {
    const wiped = await leader();
    await cluster.kill(wiped);
    await effectsBeyond((await effects()).length + WRITES_PER_SECOND);
    await cluster.start(wiped, { wiped: true });
    await copiesAreCurrent();
    const next = await leader();
    expect(next).not.toBe(wiped);
    await cluster.kill(next);
    await effectsBeyond((await effects()).length + WRITES_PER_SECOND);
    await cluster.start(next);
    await copiesAreCurrent();
  });
  await everyCommitHasOneEffect();
  expect((await info())?.state.messages).toBe(committed);
});
