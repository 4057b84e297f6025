import { reading } from '../telemetry/collect.ts';
import { gauge } from '../telemetry/metrics.ts';
import { migrationsOf } from './migrate.ts';
import { appliedMigrations } from './pending-migrations.ts';
import type { TenantDb } from './tenant-db.ts';

type Applied = () => Promise<readonly string[] | undefined>;
type Watched = Readonly<{ wanted: readonly string[]; applied: Applied }>;

const watched = new Map<string, Watched>();

gauge('db_migration_version_info', async function () {
  for (const { applied } of watched.values()) {
    const newest = (await applied())?.at(-1);
    if (newest === undefined) continue;
    this.reset();
    this.set({ migration: newest }, 1);
  }
});

gauge('db_migration_pending', async function () {
  for (const { wanted, applied } of watched.values()) {
    const names = await applied();
    if (names) this.set(wanted.filter((name) => !names.includes(name)).length);
  }
});

/** Compares what this release brings with what the database has. A database that is newer than the release is not behind. */
export function watchMigrations<DB>(service: string, db: TenantDb<DB>): () => void {
  const applied = reading('migrations', () => appliedMigrations(db));
  watched.set(service, { wanted: migrationsOf(service).map(({ name }) => name), applied });
  return () => void watched.delete(service);
}
