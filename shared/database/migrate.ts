import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';
import { underLock, withConnection } from './admin-connection.ts';
import { migrationsFolder, prisma } from './prisma-cli.ts';
import { roleName } from './urls.ts';

export type Migration = Readonly<{ name: string; sql: string; checksum: string }>;

/** A service's migrations in the order they apply. */
export function migrationsOf(service: string): readonly Migration[] {
  const folder = migrationsFolder(service);
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  return names.map((name) => {
    const sql = readFileSync(join(folder, name, 'migration.sql'), 'utf8');
    return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
  });
}

/**
 * Brings one service's schema up to date with `prisma migrate deploy`, as the schema's owner. Processes that do so at the
 * same time wait for each other; when nothing is to be done it costs one query. Answers whether anything was applied.
 */
export async function runMigrations(service: string, ownerUrl: string): Promise<boolean> {
  return withConnection(ownerUrl, async (client) => {
    if (await isUpToDate(client, service)) return false;
    // Prisma's own lock is one for the whole database too, but gives up after 10 s: six services would queue into failure.
    return underLock(client, 'migrate', async () => {
      if (await isUpToDate(client, service)) return false;
      await prisma(service, ['migrate', 'deploy'], { MIGRATE_DATABASE_URL: ownerUrl });
      await closeMigrationTable(client, service);
      return true;
    });
  });
}

/** The rights every table of the schema comes with are too many for this one. */
export async function closeMigrationTable(client: pg.Client, service: string): Promise<void> {
  await client.query(`revoke insert, update, delete on "${service}"._prisma_migrations from "${roleName(service, 'app')}"`);
}

type AppliedRow = { name: string; checksum: string };

async function isUpToDate(client: pg.Client, service: string): Promise<boolean> {
  const { rows: found } = await client.query<{ exists: boolean }>('select to_regclass($1) is not null as exists', [
    `"${service}"._prisma_migrations`,
  ]);
  if (found[0]?.exists !== true) return false;
  const { rows } = await client.query<AppliedRow>(
    `select migration_name as name, checksum from "${service}"._prisma_migrations where finished_at is not null and rolled_back_at is null`,
  );
  const applied = new Map(rows.map((row) => [row.name, row.checksum]));
  const wanted = migrationsOf(service);
  const changed = wanted.find(({ name, checksum }) => applied.has(name) && applied.get(name) !== checksum);
  if (changed !== undefined)
    throw new Error(`Migration ${changed.name} of ${service} was changed after it had been applied: write a new one`);
  return wanted.every(({ name }) => applied.has(name));
}
