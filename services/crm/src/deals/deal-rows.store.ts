import type { Currency } from '@crm-gtd/shared/contracts/money.ts';
import { type Selectable, sql } from 'kysely';
import type { CrmTx } from '../db.ts';
import type { Deal as DealRow } from '../generated/db-types.ts';
import { isoOrNull } from '../record.store.ts';
import type { DealState } from './deal.ts';

const columns = [
  'deals.id',
  'deals.title',
  'deals.companyId',
  'deals.contactId',
  'deals.expectedCloseOn',
  'deals.notes',
  'deals.pipelineId',
  'deals.stageId',
  'deals.ownerId',
  'deals.lostReason',
  'deals.version',
  'deals.valueAmount',
  'deals.currency',
  'deals.status',
  'deals.motion',
  'deals.closedAt',
  'deals.stageEnteredAt',
  'deals.createdAt',
  'deals.updatedAt',
  'deals.deletedAt',
] as const;
type Column = (typeof columns)[number] extends `deals.${infer C}` ? C : never;
type Row = Pick<Selectable<DealRow>, Column & keyof DealRow> & { companyName: string | null; contactName: string | null };

export const personName = sql<string | null>`nullif(concat_ws(' ', contacts.first_name, contacts.last_name), '')`;

export const dealRows = (tx: CrmTx) =>
  tx.kysely
    .selectFrom('deals')
    .leftJoin('companies', (join) =>
      join.onRef('companies.organizationId', '=', 'deals.organizationId').onRef('companies.id', '=', 'deals.companyId'),
    )
    .leftJoin('contacts', (join) =>
      join.onRef('contacts.organizationId', '=', 'deals.organizationId').onRef('contacts.id', '=', 'deals.contactId'),
    )
    .select(columns)
    .select(['companies.name as companyName', personName.as('contactName')]);

export function dealState({ valueAmount, currency, ...row }: Row): DealState {
  return {
    ...row,
    value: { amount: valueAmount, currency: currency as Currency },
    status: row.status as DealState['status'],
    motion: row.motion as DealState['motion'],
    closedAt: isoOrNull(row.closedAt),
    stageEnteredAt: row.stageEnteredAt.toISOString(),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    deletedAt: isoOrNull(row.deletedAt),
  };
}
