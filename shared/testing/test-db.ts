import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { withConnection } from '../database/admin-connection.ts';
import { createTenantDb, type TenantDb } from '../database/tenant-db.ts';
import { roleUrl, urlFor } from '../database/urls.ts';
import { cloneTemplate } from './database-template.ts';
import { testRolePassword } from './role-password.ts';
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

const password = (): string => testRolePassword;

/** A migrated database of one's own for one service, gone when disposed. */
export async function startTestDb<DB>(service: string): Promise<TestDb<DB>> {
  const adminUrl = testStack().postgresAdminUrl;
  const database = `test_${service}_${randomBytes(6).toString('hex')}`;
  await cloneTemplate({ adminUrl, services: [service], passwords: password }, database);
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
