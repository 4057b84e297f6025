import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { event } from '../../shared/contracts/define.ts';
import { createTenantDb } from '../../shared/database/tenant-db.ts';
import { newId } from '../../shared/ids.ts';
import { startNats } from '../../shared/local-servers/nats.ts';
import { freePort } from '../../shared/local-servers/ports.ts';
import { startPostgres } from '../../shared/local-servers/postgres.ts';
import { reaction } from '../../shared/messaging/consumer.ts';
import { startConsumers } from '../../shared/messaging/consumer-runner.ts';
import { connectJetStreamBus } from '../../shared/messaging/jetstream-bus.ts';
import { appendEvents } from '../../shared/messaging/outbox.ts';
import { startRelay } from '../../shared/messaging/relay.ts';
import type { Scope } from '../../shared/service/scope.ts';
import { giveStackToWorkers } from '../../shared/testing/config.ts';
import { startTestDb } from '../../shared/testing/test-db.ts';
import { waitFor } from '../../shared/testing/wait-for.ts';

/**
 * Measures the way of an event on private servers with their normal durability: how fast the relay drains a backlog, how fast a
 * consumer with one row of effect catches up, and how long it takes from commit to committed effect, idle and at 200 writes a second.
 * `node tools/bench/messaging.ts [backlog] [seconds]`
 */
const backlog = Number(process.argv[2] ?? 20_000);
const seconds = Number(process.argv[3] ?? 15);

const changed = event('crm.bench.changed', {
  version: 1,
  aggregate: 'bench',
  key: (data) => data.benchId,
  data: z.object({ benchId: z.uuid() }),
});

const percentile = (sorted: readonly number[], share: number): string =>
  (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN).toFixed(1);

function report(title: string, times: readonly number[]): void {
  const sorted = times.toSorted((a, b) => a - b);
  const [p50, p95, p99, max] = [0.5, 0.95, 0.99, 1].map((share) => percentile(sorted, share));
  console.log(`${title}: p50 ${p50} ms, p95 ${p95} ms, p99 ${p99} ms, max ${max} ms (${sorted.length} events)`);
}

const rate = (title: string, amount: number, milliseconds: number): void =>
  console.log(`${title}: ${amount} in ${(milliseconds / 1_000).toFixed(2)} s, ${Math.round((amount / milliseconds) * 1_000)}/s`);

await using stack = new AsyncDisposableStack();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stack.disposeAsync().finally(() => process.exit(1)));
const folder = mkdtempSync(join(tmpdir(), 'crm-gtd-bench-'));
chmodSync(folder, 0o711);
stack.defer(() => rmSync(folder, { recursive: true, force: true }));
const postgres = stack.use(await startPostgres({ dataDir: join(folder, 'postgres'), port: await freePort() }));
const nats = stack.use(await startNats({ dataDir: join(folder, 'nats'), port: await freePort(), monitorPort: await freePort() }));
giveStackToWorkers({ postgresAdminUrl: postgres.url, natsUrl: nats.url, redisUrl: '' });
const database = stack.use(await startTestDb<unknown>('crm'));
await database.ownerSql('create table bench_effect (event_id uuid primary key)');
await database.ownerSql('grant insert on bench_effect to crm_app');

/** Writer and consumer are different services as a rule: each has a pool of its own, as there. */
const openDb = (applicationName: string) => createTenantDb<unknown>({ url: database.appUrl, schema: 'crm', applicationName });
const [writerDb, consumerDb] = [openDb('bench-writer'), openDb('bench-consumer')];
stack.defer(() => Promise.all([writerDb.close(), consumerDb.close()]).then(() => undefined));

const scope: Scope = { organizationId: newId(), actorId: newId(), role: 'OWNER', correlationId: newId(), causationId: newId() };
const commit = (ids: readonly string[]): Promise<void> =>
  writerDb.withTenant(scope, (tx) =>
    appendEvents(
      tx,
      ids.map((benchId) => changed.of({ benchId })),
    ),
  );
const unpublished = async (): Promise<number> =>
  Number((await database.ownerSql<{ n: string }>('select count(*) as n from msg_outbox where published_at is null'))[0]?.n);

const aggregates = Array.from({ length: 2_000 }, newId);
const batches = Array.from({ length: Math.ceil(backlog / 500) }, (_, index) =>
  Array.from({ length: 500 }, (__, row) => aggregates[(index * 500 + row) % aggregates.length] as string),
);
const total = batches.length * 500;
const filling = performance.now();
for (const ids of batches) await commit(ids);
rate('outbox appends, 500 a statement', total, performance.now() - filling);

const bus = await connectJetStreamBus({ url: nats.url, service: 'crm', maxBytes: 268_435_456 });
stack.defer(() => bus.close());
await bus.ensureStreams();
const draining = performance.now();
const relay = await startRelay({ relayUrl: database.relayUrl, schema: 'crm', bus });
stack.defer(() => relay.close());
await waitFor('the backlog is drained', async () => (await unpublished()) === 0, 120_000);
rate('relay drains', total, performance.now() - draining);

const waiting = new Map<string, (at: number) => void>();
let handled = 0;
const effect = reaction(changed, {
  durable: 'crm-bench-changed',
  older: 'handle',
  handle: async ({ envelope, data }, tx) => {
    await tx.sql('insert into bench_effect (event_id) values ($1)', [envelope.id]);
    tx.afterCommit(() => {
      handled += 1;
      waiting.get(data.benchId)?.(performance.now());
    });
  },
});
const catching = performance.now();
const consumers = await startConsumers({ bus, db: consumerDb, service: 'crm', declarations: [effect] });
stack.defer(() => consumers.close());
await waitFor('the consumer has caught up', () => handled >= total, 300_000);
rate('consumer catches up', handled, performance.now() - catching);

/** From the moment the write's transaction has committed to the moment the effect's has. */
async function once(): Promise<number> {
  const id = newId();
  const { promise, resolve } = Promise.withResolvers<number>();
  waiting.set(id, resolve);
  await commit([id]);
  const committed = performance.now();
  const took = (await promise) - committed;
  waiting.delete(id);
  return took;
}

const idle: number[] = [];
for (let index = 0; index < 50; index += 1) {
  await delay(100);
  idle.push(await once());
}
report('commit to effect, idle', idle);

const loaded: Promise<number>[] = [];
const started = performance.now();
const cpu = process.cpuUsage();
for (let sent = 0; sent < seconds * 200; ) {
  const due = Math.min(seconds * 200, Math.floor((performance.now() - started) / 5));
  for (; sent < due; sent += 1) loaded.push(once().catch(() => Number.NaN));
  await delay(2);
}
const all = await Promise.all(loaded);
const times = all.filter((took) => !Number.isNaN(took));
if (times.length < all.length) console.log(`${all.length - times.length} writes were refused: the database had no connection in time`);
const used = process.cpuUsage(cpu);
report('commit to effect, 200 writes/s', times);
console.log(
  `this process: ${((used.user + used.system) / 1_000 / times.length).toFixed(2)} ms of CPU for each event, write, relay and consumer together`,
);
