import type { DealMotion } from '@crm-gtd/shared/contracts/crm/deals.ts';
import type { CrmDb } from '../db.ts';

export type OpenDeals = readonly Readonly<{ motion: DealMotion; deals: number }>[];

/** Over all organizations. */
export const openDeals = (db: CrmDb): Promise<OpenDeals> =>
  db.withoutTenant((tx) => tx.lastly(() => tx.sql<OpenDeals[number]>('select motion, deals from open_deal_figures()')));
