import type { Job } from '@crm-gtd/shared/service/define-service.ts';
import type { GatewayDb } from '../db.ts';
import { deleteExpiredKeys } from './idempotency.store.ts';

export const idempotencyJob = (db: GatewayDb): Job => ({
  name: 'idempotency-cleanup',
  everyMs: 3_600_000,
  run: () => deleteExpiredKeys(db),
});
