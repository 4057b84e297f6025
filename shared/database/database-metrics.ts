import type pg from 'pg';
import { counter, gauge } from '../telemetry/metrics.ts';

export type RetryReason = 'conflict' | 'connection';

const pools = new Map<pg.Pool, { name: string; max: number }>();
const pool = 'db_client_connection_pool_name';

const retries = counter({ name: 'db_transaction_retries_total', help: 'Transactions that ran again.', labels: ['reason'] });
for (const reason of ['conflict', 'connection'] as const) retries.inc({ reason }, 0);

gauge({ name: 'db_client_connection_count', help: 'Open connections.', labels: [pool, 'db_client_connection_state'] }, function () {
  for (const [{ idleCount, totalCount }, { name }] of pools) {
    this.set({ [pool]: name, db_client_connection_state: 'idle' }, idleCount);
    this.set({ [pool]: name, db_client_connection_state: 'used' }, totalCount - idleCount);
  }
});

gauge({ name: 'db_client_connection_max', help: 'Connections the pool may open.', labels: [pool] }, function () {
  for (const { name, max } of pools.values()) this.set({ [pool]: name }, max);
});

gauge({ name: 'db_client_connection_pending_requests', help: 'Units of work waiting for a connection.', labels: [pool] }, function () {
  for (const [{ waitingCount }, { name }] of pools) this.set({ [pool]: name }, waitingCount);
});

export const countRetry = (reason: RetryReason): void => retries.inc({ reason });

export const watchPool = (name: string, max: number, opened: pg.Pool): void => void pools.set(opened, { name, max });

export const forgetPool = (closed: pg.Pool): void => void pools.delete(closed);
