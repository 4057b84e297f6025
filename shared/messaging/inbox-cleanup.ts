import { addDays, type Clock } from '../clock.ts';
import type { TenantDb } from '../database/tenant-db.ts';
import type { Job } from '../service/define-service.ts';

/** Longer than the streams keep a message (14 days): what could still be delivered again is still remembered. */
const keepDays = 30;
const batch = 5_000;

const deleteSql = `delete from msg_inbox where (consumer, event_id) in
  (select consumer, event_id from msg_inbox where handled_at < $1 limit $2) returning 1 as gone`;

/** Deletes in short transactions, so that no consumer waits for a long one. */
export const inboxCleanupJob = <DB>(service: string, db: TenantDb<DB>, clock: Clock): Job => ({
  name: `${service}-inbox-cleanup`,
  everyMs: 3_600_000,
  run: async (signal) => {
    const before = addDays(clock.now(), -keepDays);
    for (let gone = batch; gone === batch && !signal.aborted; )
      gone = (await db.withoutTenant((tx) => tx.sql(deleteSql, [before, batch]))).length;
  },
});
