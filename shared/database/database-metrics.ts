import { setImmediate as nextTurn } from 'node:timers/promises';
import type pg from 'pg';
import { counter, gauge } from '../telemetry/metrics.ts';

export type RetryReason = 'conflict' | 'connection';

const pools = new Map<pg.Pool, { name: string; max: number }>();
const pool = 'db_client_connection_pool_name';

const retries = counter('db_transaction_retries_total');

gauge('db_client_connection_count', function () {
  for (const [{ idleCount, totalCount }, { name }] of pools) {
    this.set({ [pool]: name, db_client_connection_state: 'idle' }, idleCount);
    this.set({ [pool]: name, db_client_connection_state: 'used' }, totalCount - idleCount);
  }
});

gauge('db_client_connection_max', function () {
  for (const { name, max } of pools.values()) this.set({ [pool]: name }, max);
});

/** Read a turn later: the scrape's own questions pass through the queue of an idle pool, and would look like waiting. */
gauge('db_client_connection_pending_requests', async function () {
  await nextTurn();
  for (const [{ waitingCount }, { name }] of pools) this.set({ [pool]: name }, waitingCount);
});

export const countRetry = (reason: RetryReason): void => retries.inc({ reason });

export const watchPool = (name: string, max: number, opened: pg.Pool): void => void pools.set(opened, { name, max });

export const forgetPool = (closed: pg.Pool): void => void pools.delete(closed);
