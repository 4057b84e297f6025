import { systemClock } from '../../shared/clock.ts';
import { createTenantDb } from '../../shared/database/tenant-db.ts';
import { operate } from './operators.ts';

/** Runs one act on the gateway's database, given the address of its own role; answers the exit code. */
export async function operateOn(url: string, by: string, args: readonly string[]): Promise<number> {
  const db = createTenantDb<unknown>({ url, schema: 'gateway', applicationName: 'ops', maxConnections: 1 });
  try {
    await operate({ db, by, now: systemClock.now(), say: (line) => console.log(line) }, args);
    return 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return 1;
  } finally {
    await db.close();
  }
}
