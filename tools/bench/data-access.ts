/**
 * node tools/bench/data-access.ts [seconds per case]
 * What a unit of work costs: CPU of Node and of PostgreSQL per operation, against the same statements awaited one by one
 * over plain pg. Runs on a server of its own with durable commits; 16 units at a time.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { runMigrations } from '../../shared/database/migrate.ts';
import { provisionDatabase } from '../../shared/database/roles.ts';
import { rowSecuritySql } from '../../shared/database/row-security.ts';
import { createTenantDb, type Tx } from '../../shared/database/tenant-db.ts';
import { roleUrl } from '../../shared/database/urls.ts';
import { newId } from '../../shared/ids.ts';
import { freePort } from '../../shared/local-servers/ports.ts';
import { removePostgresData, startPostgres } from '../../shared/local-servers/postgres.ts';
import { appendEvents } from '../../shared/messaging/outbox.ts';
import { serviceScope } from '../../shared/service/scope.ts';
import { cpuMs } from './cpu.ts';

type Thing = { id: string; organizationId: string; name: string; email: string; createdAt: Date };
type DB = { things: Omit<Thing, 'createdAt'> & { createdAt?: Date } };

const seconds = Number(process.argv[2] ?? 4);
const concurrency = 16;
const organizationId = newId();
const scope = serviceScope({ service: 'voice', organizationId, correlationId: newId(), causationId: newId() });
const folder = mkdtempSync(join(tmpdir(), 'crm-gtd-bench-'));
const dataDir = join(folder, 'postgres');
await using server = await startPostgres({ dataDir, logFile: join(folder, 'postgres.log'), port: await freePort() });
const password = (role: string): string => `${role}-bench`;
await provisionDatabase({ adminUrl: server.url, database: 'bench', services: ['voice'], passwords: password });
await runMigrations('voice', roleUrl(server.url, 'bench', 'voice', 'owner', password));
await makeTable();

const url = roleUrl(server.url, 'bench', 'voice', 'app', password);
const db = createTenantDb<DB>({ url, schema: 'voice', applicationName: 'bench', maxConnections: concurrency });
const plain = new pg.Pool({ connectionString: url, max: concurrency, options: '-c search_path=voice' });
// The server stops before these connections have said goodbye.
plain.on('error', () => undefined);
const ids = await seed(1_000);

const event = (id: string) => ({ type: 'voice.thing.created', version: 1, aggregateType: 'thing', aggregateId: id, data: { thingId: id } });
const insert = (tx: Tx<DB>, id: string) =>
  tx.kysely
    .insertInto('things')
    .values({ id, organizationId, name: `Anna Kowalska ${id}`, email: `${id}@example.test` })
    .execute();
const get = (tx: Tx<DB>, id: string) =>
  tx.kysely.selectFrom('things').selectAll().where('organizationId', '=', organizationId).where('id', '=', id).executeTakeFirst();
const list = (tx: Tx<DB>) =>
  tx.kysely
    .selectFrom('things')
    .selectAll()
    .where('organizationId', '=', organizationId)
    .orderBy('createdAt', 'desc')
    .orderBy('id', 'desc')
    .limit(50)
    .execute();
const anyId = (): string => ids[Math.floor(Math.random() * ids.length)] as string;

const results = [
  await measure('create, plain pg, one by one', () => plainUnit(createPlain)),
  await measure('create, withTenant', () => db.withTenant(scope, (tx) => createIn(tx))),
  await measure('create, withTenant + lastly', () => db.withTenant(scope, (tx) => tx.lastly(() => createIn(tx)))),
  await measure('get, plain pg, one by one', () =>
    plainUnit((client) => client.query('select * from things where organization_id = $1 and id = $2', [organizationId, anyId()])),
  ),
  await measure('get, withTenant', () => db.withTenant(scope, (tx) => get(tx, anyId()))),
  await measure('get, withTenant + lastly', () => db.withTenant(scope, (tx) => tx.lastly(() => get(tx, anyId())))),
  await measure('list 50, plain pg, one by one', () =>
    plainUnit((client) =>
      client.query('select * from things where organization_id = $1 order by created_at desc, id desc limit 50', [organizationId]),
    ),
  ),
  await measure('list 50, withTenant', () => db.withTenant(scope, list)),
  await measure('list 50, withTenant + lastly', () => db.withTenant(scope, (tx) => tx.lastly(() => list(tx)))),
];
console.table(results);
await Promise.all([db.close(), plain.end()]);
await server.stop();
removePostgresData(dataDir);
rmSync(folder, { recursive: true, force: true });

function createIn(tx: Tx<DB>): Promise<unknown> {
  const id = newId();
  return Promise.all([insert(tx, id), appendEvents(tx, [event(id)])]);
}

async function createPlain(client: pg.PoolClient): Promise<void> {
  const id = newId();
  await client.query('insert into things (id, organization_id, name, email) values ($1, $2, $3, $4)', [
    id,
    organizationId,
    `Anna Kowalska ${id}`,
    `${id}@example.test`,
  ]);
  await client.query('insert into msg_sequence (organization_id, aggregate_type, aggregate_id, last) values ($1, $2, $3, 1)', [
    organizationId,
    'thing',
    id,
  ]);
  await client.query(
    `insert into msg_outbox (id, organization_id, aggregate_type, aggregate_id, sequence, type, version, subject, envelope)
     values ($1, $2, 'thing', $3, 1, 'voice.thing.created', 1, 'evt', $4)`,
    [newId(), organizationId, id, JSON.stringify(event(id))],
  );
}

async function plainUnit(work: (client: pg.PoolClient) => Promise<unknown>): Promise<void> {
  const client = await plain.connect();
  await client.query('begin');
  await client.query("select set_config('app.org_id', $1, true), set_config('app.user_id', $2, true)", [organizationId, scope.actorId]);
  await work(client);
  await client.query('commit');
  client.release();
}

async function measure(name: string, operation: () => Promise<unknown>): Promise<Record<string, unknown>> {
  for (let i = 0; i < 200; i += 1) await operation();
  const before = { node: process.cpuUsage(), postgres: cpuMs([server.pid]), at: performance.now() };
  const until = before.at + seconds * 1_000;
  const latencies: number[] = [];
  const worker = async (): Promise<void> => {
    while (performance.now() < until) {
      const started = performance.now();
      await operation();
      latencies.push(performance.now() - started);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  const elapsed = (performance.now() - before.at) / 1_000;
  const node = process.cpuUsage(before.node);
  const count = latencies.length;
  const nodeUs = (node.user + node.system) / count;
  const postgresUs = ((cpuMs([server.pid]) - before.postgres) * 1_000) / count;
  const p50 = latencies.sort((a, b) => a - b)[Math.floor(count / 2)] ?? 0;
  return {
    case: name,
    'ops/s': Math.round(count / elapsed),
    'p50 ms': p50.toFixed(2),
    'node µs': Math.round(nodeUs),
    'postgres µs': Math.round(postgresUs),
    'CPU µs': Math.round(nodeUs + postgresUs),
  };
}

async function makeTable(): Promise<void> {
  const owner = new pg.Client({ connectionString: roleUrl(server.url, 'bench', 'voice', 'owner', password) });
  await owner.connect();
  await owner.query(
    'create table things (id uuid, organization_id uuid not null, name text, email text, created_at timestamptz(3) default now(), primary key (organization_id, id))',
  );
  await owner.query('create index on things (organization_id, created_at, id)');
  await owner.query(rowSecuritySql('voice', 'things'));
  await owner.end();
}

async function seed(count: number): Promise<string[]> {
  const made = Array.from({ length: count }, newId);
  await db.withTenant(scope, (tx) =>
    tx.kysely
      .insertInto('things')
      .values(made.map((id) => ({ id, organizationId, name: `Jan ${id}`, email: `${id}@example.test` })))
      .execute(),
  );
  return made;
}
