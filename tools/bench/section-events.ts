import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { event } from '../../shared/contracts/define.ts';
import { createTenantDb, type TenantDb } from '../../shared/database/tenant-db.ts';
import { newId } from '../../shared/ids.ts';
import { startNats } from '../../shared/local-servers/nats.ts';
import { freePort } from '../../shared/local-servers/ports.ts';
import { removePostgresData, startPostgres } from '../../shared/local-servers/postgres.ts';
import type { Bus } from '../../shared/messaging/bus.ts';
import { type ConsumerDeclaration, reaction } from '../../shared/messaging/consumer.ts';
import { startConsumers } from '../../shared/messaging/consumer-runner.ts';
import { connectJetStreamBus } from '../../shared/messaging/jetstream-bus.ts';
import { appendEvents } from '../../shared/messaging/outbox.ts';
import { startRelay } from '../../shared/messaging/relay.ts';
import type { Scope } from '../../shared/service/scope.ts';
import { giveStackToWorkers } from '../../shared/testing/config.ts';
import { startTestDb, type TestDb } from '../../shared/testing/test-db.ts';
import { waitFor } from '../../shared/testing/wait-for.ts';
import { type Elsewhere, elsewhereMeter } from './cpu.ts';

const backlog = 20_000;
const rowsPerCommit = 500;
const idleTries = 50;
const writesPerSecond = 200;

/** `elsewhere`: percentage of the machine that others had meanwhile. */
type Rate = Readonly<{ events: number; perSecond: number; elsewhere: number }>;
type Times = Readonly<{ events: number; p50: number; p95: number; p99: number; cpuMsEach: number; elsewhere: number }>;
export type EventFigures = Readonly<Record<string, Rate | Times>>;

const changed = event('crm.bench.changed', {
  version: 1,
  visible: 'crm.deals:read',
  aggregate: 'bench',
  key: (data) => data.benchId,
  data: z.object({ benchId: z.uuid() }),
});

/** One service's writer, relay and consumer in this process, on servers of their own with their normal durability. */
type Path = AsyncDisposable &
  Readonly<{
    database: TestDb<unknown>;
    bus: Bus;
    writerDb: TenantDb<unknown>;
    consumerDb: TenantDb<unknown>;
    meter: () => Elsewhere;
  }>;

/**
 * Goal 4: how fast the relay drains a backlog, how fast a consumer with one row of effect catches up, and how long it takes from
 * commit to committed effect, idle and at 200 writes a second.
 */
export async function measureEvents(seconds: number, say: (line: string) => void): Promise<EventFigures> {
  await using path = await startPath();
  say(`filling an outbox with ${backlog} events`);
  await fill(path);
  const { bus, database, consumerDb: db } = path;
  const draining = timer(path);
  const relay = await startRelay({ relayUrl: database.relayUrl, schema: 'crm', bus });
  await using running = new AsyncDisposableStack();
  running.defer(() => relay.close());
  await waitFor('the backlog is drained', async () => (await unpublished(database)) === 0, 120_000);
  const drain = draining(backlog);
  const seen = effects();
  const catching = timer(path);
  const consumers = await startConsumers({ bus, db, service: 'crm', declarations: [seen.declaration] });
  running.defer(() => consumers.close());
  await waitFor('the consumer has caught up', () => seen.handled() >= backlog, 300_000);
  const catchUp = catching(backlog);
  const idle = await timed(path, () => whileIdle(path, seen));
  const busy = await timed(path, () => underWrites(path, seen, seconds));
  return told({ 'relay drains': drain, 'consumer catches up': catchUp, 'commit to effect, idle': idle, [busyTitle]: busy });
}

const busyTitle = `commit to effect, ${writesPerSecond} writes/s`;

async function startPath(): Promise<Path> {
  await using starting = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), 'crm-gtd-events-'));
  // The user that runs PostgreSQL must pass through.
  chmodSync(folder, 0o711);
  const dataDir = join(folder, 'postgres');
  starting.defer(() => {
    removePostgresData(dataDir);
    rmSync(folder, { recursive: true, force: true });
  });
  const postgres = starting.use(await startPostgres({ dataDir, port: await freePort() }));
  const nats = starting.use(await startNats({ dataDir: join(folder, 'nats'), port: await freePort(), monitorPort: await freePort() }));
  giveStackToWorkers({ postgresAdminUrl: postgres.url, natsUrl: nats.url, redisUrl: '' });
  const database = starting.use(await startTestDb<unknown>('crm'));
  await database.ownerSql('create table bench_effect (event_id uuid primary key)');
  await database.ownerSql('grant insert on bench_effect to crm_app');
  // Writer and consumer are different services as a rule: each has a pool of its own, as there.
  const open = (applicationName: string) => createTenantDb<unknown>({ url: database.appUrl, schema: 'crm', applicationName });
  const [writerDb, consumerDb] = [open('bench-writer'), open('bench-consumer')];
  starting.defer(async () => void (await Promise.all([writerDb.close(), consumerDb.close()])));
  const bus = await connectJetStreamBus({ url: nats.url, service: 'crm', maxBytes: 268_435_456 });
  starting.defer(() => bus.close());
  await bus.ensureStreams();
  const stack = starting.move();
  const meter = () => elsewhereMeter([process.pid, postgres.pid, nats.pid]);
  return { database, bus, writerDb, consumerDb, meter, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

const scope: Scope = { organizationId: newId(), actorId: newId(), role: 'OWNER', correlationId: newId(), causationId: newId() };

const commit = ({ writerDb }: Path, ids: readonly string[]): Promise<void> =>
  writerDb.withTenant(scope, (tx) =>
    appendEvents(
      tx,
      ids.map((benchId) => changed.of({ benchId })),
    ),
  );

async function fill(path: Path): Promise<void> {
  const aggregates = Array.from({ length: 2_000 }, newId);
  for (let from = 0; from < backlog; from += rowsPerCommit) {
    const ids = Array.from({ length: rowsPerCommit }, (_, row) => aggregates[(from + row) % aggregates.length] as string);
    await commit(path, ids);
  }
}

const unpublished = async ({ ownerSql }: TestDb<unknown>): Promise<number> =>
  Number((await ownerSql<{ n: string }>('select count(*) as n from msg_outbox where published_at is null'))[0]?.n);

type Effects = Readonly<{ declaration: ConsumerDeclaration; handled: () => number; when: (id: string) => Promise<number> }>;

/** A consumer that tells when the effect of an aggregate's event was committed. */
function effects(): Effects {
  const waiting = new Map<string, (at: number) => void>();
  let count = 0;
  const declaration = reaction(changed, {
    durable: 'crm-bench-changed',
    older: 'handle',
    handle: async ({ envelope, data }, tx) => {
      await tx.sql('insert into bench_effect (event_id) values ($1)', [envelope.id]);
      tx.afterCommit(() => {
        count += 1;
        waiting.get(data.benchId)?.(performance.now());
        waiting.delete(data.benchId);
      });
    },
  });
  const when = (id: string): Promise<number> => new Promise((resolve) => void waiting.set(id, resolve));
  return { declaration, handled: () => count, when };
}

/** From the moment the write's transaction has committed to the moment the effect's has. */
async function once(path: Path, { when }: Effects): Promise<number> {
  const id = newId();
  const effect = when(id);
  await commit(path, [id]);
  const committed = performance.now();
  return (await effect) - committed;
}

async function whileIdle(path: Path, seen: Effects): Promise<number[]> {
  const times: number[] = [];
  while (times.length < idleTries) {
    await delay(100);
    times.push(await once(path, seen));
  }
  return times;
}

async function underWrites(path: Path, seen: Effects, seconds: number): Promise<number[]> {
  const running: Promise<number>[] = [];
  const total = seconds * writesPerSecond;
  const started = performance.now();
  while (running.length < total) {
    const due = Math.min(total, Math.floor(((performance.now() - started) / 1_000) * writesPerSecond));
    while (running.length < due) running.push(once(path, seen));
    await delay(2);
  }
  return Promise.all(running);
}

function timer({ meter }: Path): (events: number) => Rate {
  const started = performance.now();
  const elsewhere = meter();
  return (events) => ({ events, perSecond: Math.round((events / (performance.now() - started)) * 1_000), elsewhere: percent(elsewhere()) });
}

async function timed({ meter }: Path, work: () => Promise<number[]>): Promise<Times> {
  const before = process.cpuUsage();
  const elsewhere = meter();
  const sorted = (await work()).toSorted((a, b) => a - b);
  const { user, system } = process.cpuUsage(before);
  const at = (share: number): number => rounded(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN);
  const cpuMsEach = rounded((user + system) / 1_000 / sorted.length);
  return { events: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), cpuMsEach, elsewhere: percent(elsewhere()) };
}

const percent = (share: number): number => Math.round(share * 100);

const rounded = (value: number): number => Math.round(value * 100) / 100;

function told(figures: EventFigures): EventFigures {
  console.log('\nThe way of an event (times in ms; goals: p50 under 60 idle, p95 under 250 at 200/s, 5,000/s from a backlog)');
  console.table(figures);
  return figures;
}
