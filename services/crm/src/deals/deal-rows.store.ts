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

/** Sub-selects and not joins: PostgreSQL then looks up the names of the page alone, after sorting all that was found. */
const companyName = sql<string | null>`(select companies.name from companies
  where companies.organization_id = deals.organization_id and companies.id = deals.company_id)`;
const contactName = sql<string | null>`(select ${personName} from contacts
  where contacts.organization_id = deals.organization_id and contacts.id = deals.contact_id)`;

export const dealRows = (tx: CrmTx) =>
  tx.kysely
    .selectFrom('deals')
    .select(columns)
    .select([companyName.as('companyName'), contactName.as('contactName')]);

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
