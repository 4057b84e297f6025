import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { withConnection } from '../database/admin-connection.ts';
import { closeMigrationTable, type Migration, migrationsOf } from '../database/migrate.ts';

/** As Prisma's engine makes it. */
const table = `create table _prisma_migrations (
  id varchar(36) primary key not null,
  checksum varchar(64) not null,
  finished_at timestamptz,
  migration_name varchar(255) not null,
  logs text,
  rolled_back_at timestamptz,
  started_at timestamptz not null default now(),
  applied_steps_count integer not null default 0)`;

/**
 * Leaves an empty schema as `prisma migrate deploy` does, over one connection instead of a command line that costs 3 s of processor time
 * per service. shared/database/isolation.int.test.ts compares the two.
 */
export async function applyMigrations(service: string, ownerUrl: string): Promise<void> {
  await withConnection(ownerUrl, async (client) => {
    await client.query(table);
    for (const migration of migrationsOf(service)) await apply(client, service, migration);
    await closeMigrationTable(client, service);
  });
}

async function apply(client: pg.Client, service: string, { name, sql, checksum }: Migration): Promise<void> {
  try {
    await client.query(sql);
  } catch (error) {
    throw new Error(`Migration ${name} of ${service} cannot be applied: ${(error as Error).message}`, { cause: error });
  }
  await client.query(
    'insert into _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count) values ($1, $2, $3, clock_timestamp(), 1)',
    [randomUUID(), checksum, name],
  );
}
