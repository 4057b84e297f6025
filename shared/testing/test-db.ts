import { createHash, randomBytes } from 'node:crypto';
import pg from 'pg';
import { underLock, withConnection } from '../database/admin-connection.ts';
import { migrationsOf, runMigrations } from '../database/migrate.ts';
import { closeDatabase, provisionDatabase } from '../database/roles.ts';
import { createTenantDb, type TenantDb } from '../database/tenant-db.ts';
import { roleUrl, urlFor } from '../database/urls.ts';
import { testStack } from './test-stack.ts';

export type TestDb<DB> = AsyncDisposable &
  Readonly<{
    appUrl: string;
    relayUrl: string;
    ownerUrl: string;
    db: TenantDb<DB>;
    /** Sees every organization's rows, which not even the schema's owner does; with the database's own names. */
    ownerSql<R extends object>(text: string, values?: readonly unknown[]): Promise<R[]>;
  }>;

const password = (role: string): string => `${role}-test`;

/** A migrated database of one's own for one service, gone when disposed. The first of a run migrates a template, the others clone it. */
export async function startTestDb<DB>(service: string): Promise<TestDb<DB>> {
  const adminUrl = testStack().postgresAdminUrl;
  const database = `test_${service}_${randomBytes(6).toString('hex')}`;
  await cloneTemplate(adminUrl, service, database);
  const url = (kind: 'owner' | 'app' | 'relay'): string => roleUrl(adminUrl, database, service, kind, password);
  const db = createTenantDb<DB>({ url: url('app'), schema: service, applicationName: `${service}-test`, maxConnections: 5 });
  const admin = adminPool(urlFor(adminUrl, { database }), service);
  return {
    appUrl: url('app'),
    relayUrl: url('relay'),
    ownerUrl: url('owner'),
    db,
    ownerSql: async <R extends object>(text: string, values: readonly unknown[] = []) => (await admin.query<R>(text, [...values])).rows,
    async [Symbol.asyncDispose]() {
      await Promise.all([db.close(), admin.end()]);
      await withConnection(adminUrl, (client) => client.query(`drop database if exists "${database}" with (force)`));
    },
  };
}

function adminPool(url: string, service: string): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max: 2, options: `-c search_path=${service},extensions` });
  // The database is dropped by force, which ends connections that the test left open.
  pool.on('error', () => undefined);
  return pool;
}

async function cloneTemplate(adminUrl: string, service: string, database: string): Promise<void> {
  const template = `template_${service}_${hashOfMigrations(service)}`;
  await withConnection(adminUrl, async (admin) => {
    await underLock(admin, template, async () => {
      const { rowCount } = await admin.query('select from pg_database where datname = $1', [template]);
      if (rowCount === 0) await makeTemplate(admin, adminUrl, service, template);
    });
    await admin.query(`create database "${database}" template "${template}"`);
    await withConnection(urlFor(adminUrl, { database }), (client) => closeDatabase(client, database, [service]));
  });
}

/** Built under another name, so that a run that dies halfway leaves no template that looks finished. */
async function makeTemplate(admin: pg.Client, adminUrl: string, service: string, template: string): Promise<void> {
  const building = `${template}_building`;
  await admin.query(`drop database if exists "${building}" with (force)`);
  await provisionDatabase({ adminUrl, database: building, services: [service], passwords: password, connectionLimit: () => -1 });
  await runMigrations(service, roleUrl(adminUrl, building, service, 'owner', password));
  await admin.query(`alter database "${building}" rename to "${template}"`);
}

const hashOfMigrations = (service: string): string =>
  createHash('sha256')
    .update(
      migrationsOf(service)
        .map(({ name, checksum }) => name + checksum)
        .join(),
    )
    .digest('hex')
    .slice(0, 16);
