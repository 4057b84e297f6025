import type { Tx } from '../database/tenant-db.ts';

export type PlumbingTx = Omit<Tx<unknown>, 'kysely'>;

/** Never insert-and-catch: after a unique violation the whole transaction is dead. */
export const claimSql =
  'insert into msg_inbox (consumer, event_id, handled_at) values ($1, $2::uuid, now()) on conflict (consumer, event_id) do nothing returning event_id';

/**
 * True when this consumer sees the event for the first time. The row commits or rolls back with the effect. A second
 * transaction with the same event waits here for the first one's end.
 */
export async function claim(tx: PlumbingTx, consumer: string, eventId: string): Promise<boolean> {
  const rows = await tx.sql(claimSql, [consumer, eventId]);
  return rows.length === 1;
}
