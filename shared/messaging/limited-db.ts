import type { TenantDb } from '../database/tenant-db.ts';

/**
 * At most `limit` of the consumers' transactions at a time: the pool is shared with the service's callers, and a consumer that
 * catches up must not make them wait for a connection.
 */
export function limitedDb<DB>(db: TenantDb<DB>, limit: number): TenantDb<DB> {
  const waiting: (() => void)[] = [];
  let running = 0;
  const within = async <T>(unit: () => Promise<T>): Promise<T> => {
    if (running >= limit) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await unit();
    } finally {
      // The place passes on without becoming free in between, so nobody can jump the queue.
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
  return {
    ...db,
    withTenant: (scope, work) => within(() => db.withTenant(scope, work)),
    withoutTenant: (work) => within(() => db.withoutTenant(work)),
  };
}
