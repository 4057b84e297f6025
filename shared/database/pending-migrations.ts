import { logger } from '../telemetry/logger.ts';
import { migrationsOf } from './migrate.ts';
import type { TenantDb } from './tenant-db.ts';

/** Names of what was applied to the service's schema, oldest first; none where nobody ever migrated. */
export const appliedMigrations = async <DB>(db: TenantDb<DB>): Promise<readonly string[]> =>
  db.withoutTenant(async (tx) => {
    const [table] = await tx.sql<{ found: boolean }>("select to_regclass('_prisma_migrations') is not null as found");
    if (table?.found !== true) return [];
    const rows = await tx.lastly(() =>
      tx.sql<{ name: string }>(
        'select migration_name as name from _prisma_migrations where finished_at is not null and rolled_back_at is null order by 1',
      ),
    );
    return rows.map(({ name }) => name);
  });

export type MigrationGate = Readonly<{
  /** Throws when the schema is known to lack a migration. A database that cannot be asked refuses nobody: readiness tells of it. */
  refuseBehind(): Promise<void>;
  /** While the database is silent, what it said last. */
  applied(): Promise<boolean>;
}>;

/**
 * A service must not serve on a schema it was not written for. Only what its own release brings counts: an update migrates before
 * the new copies start, and the old ones go on beside them on a schema that is ahead.
 */
export function migrationGate<DB>(service: string, db: TenantDb<DB>): MigrationGate {
  const wanted = migrationsOf(service).map(({ name }) => name);
  let last: readonly string[] | undefined;
  const look = async (): Promise<readonly string[] | undefined> => {
    const names = await appliedMigrations(db).catch(() => undefined);
    if (names === undefined) return last;
    const pending = wanted.filter((name) => !names.includes(name));
    if (pending.length > 0 && pending.join() !== last?.join()) logger.error('service.migrations_pending', { pending });
    last = pending;
    return last;
  };
  return {
    async refuseBehind() {
      const pending = await look();
      if (pending !== undefined && pending.length > 0)
        throw new Error(`${service} needs migrations that are not applied: ${pending.join(', ')}`);
    },
    applied: async () => (await look())?.length === 0,
  };
}
