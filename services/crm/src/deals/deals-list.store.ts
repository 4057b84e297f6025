import { type Deal, DealMotion, DealStatus, type listDeals } from '@crm-gtd/shared/contracts/crm/deals.ts';
import type { InputOf } from '@crm-gtd/shared/contracts/define.ts';
import type { Page } from '@crm-gtd/shared/contracts/paging.ts';
import { listQuery } from '@crm-gtd/shared/database/list-query.ts';
import { foundBy } from '@crm-gtd/shared/database/search.ts';
import { type SqlBool, sql } from 'kysely';
import type { CrmTx } from '../db.ts';
import { dealRows, dealState } from './deal-rows.store.ts';

const options = {
  filters: {
    title: { column: 'deals.title', type: 'text' },
    status: { column: 'deals.status', type: 'text', values: DealStatus.options },
    motion: { column: 'deals.motion', type: 'text', values: DealMotion.options },
    valueAmount: { column: 'deals.valueAmount', type: 'number' },
    expectedCloseOn: { column: 'deals.expectedCloseOn', type: 'date' },
    createdAt: { column: 'deals.createdAt', type: 'instant' },
    stageEnteredAt: { column: 'deals.stageEnteredAt', type: 'instant' },
    closedAt: { column: 'deals.closedAt', type: 'instant' },
  },
  sorts: {
    title: { column: 'deals.title', type: 'text' },
    valueAmount: { column: 'deals.valueAmount', type: 'bigint' },
    createdAt: { column: 'deals.createdAt', type: 'timestamptz' },
    updatedAt: { column: 'deals.updatedAt', type: 'timestamptz' },
    expectedCloseOn: { column: 'deals.expectedCloseOn', type: 'date', nullable: true },
    stageEnteredAt: { column: 'deals.stageEnteredAt', type: 'timestamptz' },
    closedAt: { column: 'deals.closedAt', type: 'timestamptz', nullable: true },
  },
  defaultSort: '-createdAt',
  idColumn: 'deals.id',
} as const;

/** Also the columns of the board: one stage's open deals, page by page. */
export async function listPage(tx: CrmTx, { q, ...query }: InputOf<typeof listDeals>): Promise<Page<Deal>> {
  const { pipelineId, stageId, status, companyId, contactId, ...input } = query;
  const list = listQuery(input, options);
  const wanted = Object.entries({ pipelineId, stageId, status, companyId, contactId }).filter(([, value]) => value !== undefined);
  const conditions = wanted.map(([column, value]) => sql<SqlBool>`${sql.ref(`deals.${column}`)} = ${value}`);
  const found = foundBy(q, 'deal', 'deals.id', { company: 'deals.companyId', contact: 'deals.contactId' });
  const narrowed = [...conditions, ...(found === undefined ? [] : [found])].reduce(
    (made, condition) => made.where(condition),
    dealRows(tx).where('deals.organizationId', '=', tx.scope.organizationId).where('deals.deletedAt', 'is', null),
  );
  return list.page(await tx.lastly(() => narrowed.$call(list.apply).execute()), dealState);
}
