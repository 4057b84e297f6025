import { systemClock } from '../../shared/clock.ts';
import { createTenantDb } from '../../shared/database/tenant-db.ts';
import { operate } from './operators.ts';

/** The gateway's database, by the address of its own role, and where people reach the app. */
export type Place = Readonly<{ url: string; appUrl: string; by: string }>;

/** Runs one act; answers the exit code. */
export async function operateOn({ url, appUrl, by }: Place, args: readonly string[]): Promise<number> {
  const db = createTenantDb<unknown>({ url, schema: 'gateway', applicationName: 'ops', maxConnections: 1 });
  try {
    await operate({ db, by, appUrl, now: systemClock.now(), say: (line) => console.log(line) }, args);
    return 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return 1;
  } finally {
    await db.close();
  }
}
