import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { z } from 'zod';
import { event } from '../contracts/define.ts';
import type { Envelope } from '../contracts/envelope.ts';
import { newId } from '../ids.ts';
import type { Scope } from '../service/scope.ts';
import { registry } from '../telemetry/metrics.ts';
import { startTestDb, type TestDb } from '../testing/test-db.ts';
import { waitFor } from '../testing/wait-for.ts';
import type { Bus } from './bus.ts';
import { MemoryBroker } from './memory-broker.ts';
import { memoryBus } from './memory-bus.ts';
import { openOutbox } from './outbox.store.ts';
import { appendEvents } from './outbox.ts';
import { startRelay } from './relay.ts';
import { streamConfigs } from './streams.ts';

const moved = event('crm.box.moved', {
  version: 1,
  visible: 'crm.deals:read',
  aggregate: 'box',
  key: (data) => data.boxId,
  data: z.object({ boxId: z.uuid() }),
});

let database: TestDb<unknown>;
let broker: MemoryBroker;
let bus: Bus;

beforeAll(async () => {
  database = await startTestDb<unknown>('crm');
});
afterAll(async () => {
  await database[Symbol.asyncDispose]();
});
beforeEach(async () => {
  await database.ownerSql('delete from msg_outbox');
  broker = new MemoryBroker();
  bus = memoryBus(broker);
  await bus.ensureStreams();
});

const scopeOf = (organizationId = newId()): Scope => ({
  organizationId,
  actorId: newId(),
  role: 'OWNER',
  correlationId: newId(),
  causationId: newId(),
});
const commit = (boxes: readonly string[], scope = scopeOf()): Promise<void> =>
  database.db.withTenant(scope, (tx) =>
    appendEvents(
      tx,
      boxes.map((boxId) => moved.of({ boxId })),
    ),
  );
const relay = (more: Partial<Parameters<typeof startRelay>[0]> = {}) =>
  startRelay({ relayUrl: database.relayUrl, schema: 'crm', bus, ...more });
const count = async (where: string): Promise<number> =>
  Number((await database.ownerSql<{ n: string }>(`select count(*) as n from msg_outbox where ${where}`))[0]?.n);
const whenPublished = (amount: number) =>
  waitFor(`${amount} rows are published`, async () => (await count('published_at is not null')) === amount);
const stored = (): Envelope[] =>
  [...(broker.streams.get('EVT_CRM')?.messages.values() ?? [])].map(({ payload }) => JSON.parse(payload) as Envelope);
const metric = async (name: string, labels = ''): Promise<number> =>
  Number(new RegExp(`^${name}${labels === '' ? '' : `\\{${labels}\\}`} (\\S+)`, 'm').exec(await registry.metrics())?.[1] ?? Number.NaN);

test('events of one aggregate get sequence numbers without holes, also within one statement', async () => {
  const [box, other] = [newId(), newId()];
  const scope = scopeOf();
  await commit([box, other, box], scope);
  await Promise.all([commit([box], scope), commit([box, other], scope)]);
  const rows = await database.ownerSql<{ envelope: string; sequence: string }>(
    'select envelope, sequence from msg_outbox where aggregate_id = $1 order by seq',
    [box],
  );
  expect(rows.map(({ sequence }) => Number(sequence))).toEqual([1, 2, 3, 4]);
  expect(rows.map(({ envelope }) => (JSON.parse(envelope) as Envelope).sequence)).toEqual([1, 2, 3, 4]);
});

test('a unit that rolls back leaves neither events nor a used number', async () => {
  const box = newId();
  const scope = scopeOf();
  const undone = database.db.withTenant(scope, async (tx) => {
    await appendEvents(tx, [moved.of({ boxId: box })]);
    throw new Error('no');
  });
  await expect(undone).rejects.toThrow('no');
  await commit([box], scope);
  expect(await count(`sequence = 1 and aggregate_id = '${box}'`)).toBe(1);
});

test('many writers that commit out of order: no event is missed, each aggregate is in order', async () => {
  await using running = new AsyncDisposableStack();
  const one = await relay();
  running.defer(() => one.close());
  const boxes = Array.from({ length: 20 }, newId);
  const scope = scopeOf();
  const writer = async (index: number): Promise<void> => {
    for (let round = 0; round < 15; round += 1) {
      await database.db.withTenant(scope, async (tx) => {
        await appendEvents(tx, [moved.of({ boxId: boxes[(index + round) % boxes.length] as string })]);
        await tx.sql('select pg_sleep($1)', [((index * 7 + round * 3) % 10) / 1_000]);
      });
    }
  };
  await Promise.all(Array.from({ length: 16 }, (_, index) => writer(index)));
  await whenPublished(240);
  expect(stored()).toHaveLength(240);
  for (const events of Map.groupBy(stored(), ({ aggregateid }) => aggregateid).values())
    expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1));
});

test('of two relays one leads; when its connection is cut, one of them goes on', async () => {
  await using running = new AsyncDisposableStack();
  const both = [await relay(), await relay()];
  for (const one of both) running.defer(() => one.close());
  await waitFor('one leads', () => both.some((one) => one.leading()));
  expect(both.filter((one) => one.leading())).toHaveLength(1);
  await commit([newId()]);
  await whenPublished(1);
  const [cut] = await database.ownerSql<{ cut: boolean }>(
    `select pg_terminate_backend(l.pid) as cut from pg_locks l join pg_stat_activity a using (pid)
     where l.locktype = 'advisory' and l.granted and a.application_name = 'crm-relay' and a.datname = current_database()`,
  );
  expect(cut).toEqual({ cut: true });
  await commit([newId()]);
  await whenPublished(2);
  expect(both.filter((one) => one.leading())).toHaveLength(1);
});

test('a broker that lost its newest messages gets them again, each stored once', async () => {
  await using running = new AsyncDisposableStack();
  const one = await relay();
  running.defer(() => one.close());
  for (let round = 0; round < 5; round += 1) await commit([newId(), newId()]);
  await whenPublished(10);
  broker.stop();
  broker.loseNewest('EVT_CRM', 4);
  expect(stored()).toHaveLength(6);
  broker.start();
  await waitFor('all ten are stored again', () => stored().length === 10);
  await whenPublished(10);
  expect(new Set(stored().map(({ id }) => id)).size).toBe(10);
});

test('a relay that starts after the loss finds it too', async () => {
  const first = await relay();
  for (let round = 0; round < 4; round += 1) {
    await commit([newId()]);
    await whenPublished(round + 1);
  }
  await first.close();
  broker.stop();
  broker.loseNewest('EVT_CRM', 2);
  broker.start();
  const second = await relay();
  await waitFor('all four are stored again', () => stored().length === 4);
  await second.close();
});

test('a broker that lost nothing is not sent the last minutes again', async () => {
  const before = await metric('outbox_resent_total', 'service_schema="crm"');
  const one = await relay();
  await commit(Array.from({ length: 5 }, newId));
  await whenPublished(5);
  broker.stop();
  broker.start();
  await commit([newId()]);
  await whenPublished(6);
  await one.close();
  expect(await metric('outbox_resent_total', 'service_schema="crm"')).toBe(before);
});

test('a full stream pushes back; nothing is parked and all leaves in order once there is room', async () => {
  await using running = new AsyncDisposableStack();
  const config = streamConfigs().find(({ name }) => name === 'EVT_CRM');
  const stream = broker.streams.get('EVT_CRM');
  if (!config || !stream) throw new Error('no stream');
  stream.config = { ...config, max_bytes: 1_500 };
  const one = await relay();
  running.defer(() => one.close());
  const box = newId();
  const scope = scopeOf();
  for (let round = 0; round < 10; round += 1) await commit([box], scope);
  const failures = () => metric('outbox_publish_failures_total', 'event_type="crm.box.moved"');
  await waitFor('the broker refuses', async () => (await failures()) > 0);
  expect(await count('published_at is null and parked_at is null and attempts = 0')).toBeGreaterThan(0);
  stream.config = config;
  await whenPublished(10);
  expect(stored().map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

test('published rows are kept for their days and then removed; unpublished ones never', async () => {
  await commit([newId(), newId(), newId()]);
  await database.ownerSql("update msg_outbox set published_at = now() - interval '8 days' where seq = (select min(seq) from msg_outbox)");
  await database.ownerSql("update msg_outbox set created_at = now() - interval '9 days' where published_at is null");
  const store = await openOutbox(database.relayUrl, 'crm');
  expect(await store.purge(new Date(performance.timeOrigin + performance.now() - 7 * 86_400_000), 100)).toBe(1);
  expect(await store.backlog()).toEqual({ pending: 2, oldestAgeSeconds: expect.any(Number) });
  await store.close();
});

test('the backlog shows in the metrics, and a database that is gone does not spoil the scrape', async () => {
  const one = await relay({ eventTypes: [moved.type] });
  await waitFor('it leads', () => one.leading());
  broker.stop();
  await commit([newId(), newId()]);
  expect(await metric('outbox_pending_messages', 'service_schema="crm"')).toBe(2);
  expect(await metric('outbox_relay_leader', 'service_schema="crm"')).toBe(1);
  expect(await metric('outbox_parked_total', 'event_type="crm.box.moved"')).toBe(0);
  await one.close();
  expect(await registry.metrics()).toContain('outbox_relay_last_success_timestamp_seconds');
});
