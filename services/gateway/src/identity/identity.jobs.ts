import { addDays, type Clock } from '@crm-gtd/shared/clock.ts';
import type { Job } from '@crm-gtd/shared/service/define-service.ts';
import type { GatewayDb } from '../db.ts';
import { deleteResetsBefore } from './resets.store.ts';
import { deleteSessionsUnusedSince } from './sessions.store.ts';

/** Ended and forgotten sessions stay a while, so that a late reuse of a stolen token is still recognised. */
export const sessionsJob = (db: GatewayDb, clock: Clock, keepDays: number): Job => ({
  name: 'sessions-cleanup',
  everyMs: 6 * 3_600_000,
  run: () =>
    db.withoutTenant(async (tx) => {
      const before = addDays(clock.now(), -keepDays);
      await Promise.all([deleteSessionsUnusedSince(tx, before), deleteResetsBefore(tx, before)]);
    }),
});
