import type { Tx } from '@crm-gtd/shared/database/tenant-db.ts';
import type { DB } from '../generated/db-types.ts';
import { fateOf } from './deal-draft.ts';
import { lockNews } from './deal-news.store.ts';
import { discard, restore } from './invoice.ts';
import { lockDealDrafts, saveStatus } from './invoices.store.ts';

const columnOf = { reopened: 'sequence', deleted: 'deletedSequence', restored: 'restoredSequence' } as const;

/** The deal was reopened, deleted or restored: its drafts follow. What a person discarded stays discarded. */
export const noteDeal = async (tx: Tx<DB>, dealId: string, what: keyof typeof columnOf, at: number): Promise<void> => {
  const known = await lockNews(tx, dealId);
  const column = columnOf[what];
  if (known[column] >= at) return;
  await tx.kysely
    .updateTable('dealReopenings')
    .set({ [column]: at })
    .where('dealId', '=', dealId)
    .execute();
  const news = { ...known, [column]: at };
  for (const { state, dealSequence, discardedWithDeal } of await lockDealDrafts(tx, dealId)) {
    const fate = fateOf(dealSequence, news);
    const putAway = fate === 'putAway' && (state.status === 'draft' || discardedWithDeal);
    if (state.status === 'draft' && fate !== 'live') await saveStatus(tx, discard(state), putAway);
    else if (discardedWithDeal && fate === 'live') await saveStatus(tx, restore(state), false);
    else if (discardedWithDeal && fate === 'withdrawn') await saveStatus(tx, { next: state, events: [] }, false);
  }
};
