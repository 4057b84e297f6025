import type { Tx } from '@crm-gtd/shared/database/tenant-db.ts';
import type { DB } from '../generated/db-types.ts';
import type { DealNews } from './deal-draft.ts';

const none: DealNews = { sequence: 0, deletedSequence: 0, restoredSequence: 0 };

/** Held until the end of the unit: what is heard of one deal at the same time is decided one after the other. */
export const lockNews = async (tx: Tx<DB>, dealId: string): Promise<DealNews> => {
  const { organizationId } = tx.scope;
  await tx.kysely
    .insertInto('dealReopenings')
    .values({ organizationId, dealId, ...none })
    .onConflict((on) => on.columns(['organizationId', 'dealId']).doNothing())
    .execute();
  const row = await tx.kysely
    .selectFrom('dealReopenings')
    .select(['sequence', 'deletedSequence', 'restoredSequence'])
    .where('dealId', '=', dealId)
    .forUpdate()
    .executeTakeFirst();
  return row ?? none;
};
