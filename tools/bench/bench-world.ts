import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { Session } from '../../shared/contracts/gateway/identity.ts';
import { urlFor } from '../../shared/database/urls.ts';
import { type LocalNats, startNats } from '../../shared/local-servers/nats.ts';
import { freePort } from '../../shared/local-servers/ports.ts';
import { removePostgresData, startPostgres } from '../../shared/local-servers/postgres.ts';
import { startRedis } from '../../shared/local-servers/redis.ts';
import type { LocalServer } from '../../shared/local-servers/server-process.ts';
import { apiClient } from '../../shared/testing/api-client.ts';
import { waitFor } from '../../shared/testing/wait-for.ts';
import { type Product, startProduct } from '../run/product.ts';
import type { Secrets } from '../run/secrets.ts';
import { contactsSeedSql } from './contacts-seed.ts';
import { cpuMs, type Groups } from './cpu.ts';
import type { Account } from './load-plan.ts';

export const serviceNames = ['gateway', 'crm', 'gtd', 'ai', 'voice', 'billing'] as const;

/** Everything of production but the limits per caller, which would end a measurement after 2,000 requests. */
export const benchEnv = {
  NODE_ENV: 'production',
  RATE_LIMIT_IP: '1000000000',
  RATE_LIMIT_USER: '1000000000',
  LOGIN_LIMIT_IP: '1000000',
  ACCESS_TOKEN_SECONDS: '3600',
};

export type Servers = AsyncDisposable & Readonly<{ postgres: LocalServer; redis: LocalServer; newNats(): Promise<LocalNats> }>;

/** Private servers that sync to disk as in production. */
export async function startServers(): Promise<Servers> {
  await using starting = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), 'crm-gtd-path-'));
  // The user that runs PostgreSQL must pass through.
  chmodSync(folder, 0o711);
  const dataDir = join(folder, 'postgres');
  // Servers on their way out do not keep this process alive by themselves.
  const awake = setInterval(() => undefined, 1_000);
  starting.defer(() => clearInterval(awake));
  starting.defer(() => {
    removePostgresData(dataDir);
    rmSync(folder, { recursive: true, force: true });
  });
  const settings = { shared_buffers: '256MB', max_wal_size: '2GB' };
  const postgres = starting.use(await startPostgres({ dataDir, port: await freePort(), maxConnections: 300, settings }));
  const redis = starting.use(await startRedis({ dataDir: join(folder, 'redis'), port: await freePort() }));
  const stack = starting.move();
  let count = 0;
  const newNats = async (): Promise<LocalNats> => {
    count += 1;
    return stack.use(await startNats({ dataDir: join(folder, `nats-${count}`), port: await freePort(), monitorPort: await freePort() }));
  };
  return { postgres, redis, newNats, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

export type World = AsyncDisposable &
  Readonly<{
    product: Product;
    groups: Groups;
    /** Resolves when every event of crm's outbox is in the gateway's log, the consumer that sees them all. */
    effects(): Promise<void>;
    /** As the database's administrator. */
    sql<R extends object>(text: string, values?: readonly unknown[]): Promise<R[]>;
    /** A new organization with its owner, through the API, and contacts put in below it. */
    account(contacts: number): Promise<Account>;
  }>;

type WorldOptions = Readonly<{ secrets?: Secrets; env?: Readonly<Record<string, string>> }>;

/** The product on a broker and a database of its own, beside whatever else runs on these servers. */
export async function startWorld(servers: Servers, { secrets, env = {} }: WorldOptions = {}): Promise<World> {
  await using starting = new AsyncDisposableStack();
  const nats = await servers.newNats();
  const urls = { postgresAdminUrl: servers.postgres.url, natsUrl: nats.url, redisUrl: servers.redis.url };
  const options = { servers: urls, web: false, env: { ...benchEnv, ...env } };
  const product = starting.use(await startProduct(secrets ? { ...options, secrets } : options));
  const admin = new pg.Client({ connectionString: urlFor(servers.postgres.url, { database: product.servers.database }) });
  await admin.connect();
  starting.defer(() => admin.end());
  const sql = async <R extends object>(text: string, values: readonly unknown[] = []): Promise<R[]> =>
    (await admin.query<R>(text, [...values])).rows;
  const pid = (name: (typeof serviceNames)[number]): number => product.pid(name) ?? 0;
  const groups: Groups = {
    gateway: [pid('gateway')],
    crm: [pid('crm')],
    nats: [nats.pid],
    postgres: [servers.postgres.pid],
    redis: [servers.redis.pid],
    others: serviceNames.slice(2).map(pid),
  };
  const stack = starting.move();
  return {
    product,
    groups,
    effects: () => allLogged(sql),
    sql,
    account: (contacts) => newAccount(product, sql, contacts),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

let accounts = 0;

async function newAccount(product: Product, sql: World['sql'], contacts: number): Promise<Account> {
  accounts += 1;
  const client = apiClient(`${product.url}/api/v1`);
  const email = `bench-${process.pid}-${accounts}@example.test`;
  const body = { email, password: 'Zielona-Herbata-77', name: 'Anna Nowak', organizationName: `Firma ${accounts}`, locale: 'pl' };
  const { status, text, body: answer } = await client.post('/auth/register', body);
  if (status !== 201) throw new Error(`Registration: ${status} ${text}`);
  const { accessToken, organizationId } = answer as Session;
  await liftPlan(sql, organizationId);
  await sql('set search_path = crm, extensions');
  await sql(contactsSeedSql, [organizationId, contacts]);
  const rows = await sql<{ id: string }>('select id from contacts where organization_id = $1 order by md5(id::text) limit 200', [
    organizationId,
  ]);
  return { organizationId, token: accessToken, contactIds: rows.map(({ id }) => id) };
}

/** The trial ends at 50,000 contacts; whoever has more has bought a larger plan. Done below the API, since no money moves here. */
async function liftPlan(sql: World['sql'], organizationId: string): Promise<void> {
  const lift = `update gateway.entitlements set plan = 'ENTERPRISE', limits = limits || '{"contacts": null}' where organization_id = $1 returning 1`;
  await waitFor('billing has told the plan', async () => (await sql(lift, [organizationId])).length === 1, 60_000);
}

async function allLogged(sql: World['sql']): Promise<void> {
  const missing = `select (select count(*) from crm.msg_outbox) - (select count(*) from gateway.event_log where source = '/crm-gtd/crm') as events`;
  const until = performance.now() + 120_000;
  // Counting is work for the database too: not more often than it matters.
  while (Number((await sql<{ events: string }>(missing))[0]?.events) > 0) {
    if (performance.now() > until) throw new Error('Events were not logged within two minutes');
    await delay(100);
  }
}

/** Waits until what runs behind the answers (relay, consumers, autovacuum) has come to rest, so that one case does not pay for the last. */
export async function untilQuiet(groups: Groups, longestSeconds = 60): Promise<boolean> {
  const pids = Object.values(groups).flat();
  const until = performance.now() + longestSeconds * 1_000;
  let last = cpuMs(pids);
  while (performance.now() < until) {
    await delay(1_000);
    const now = cpuMs(pids);
    if (now - last < 150) return true;
    last = now;
  }
  return false;
}
