import { type Selectable, sql } from 'kysely';
import type { CrmTx } from '../db.ts';
import type { Contact as ContactRow } from '../generated/db-types.ts';
import { isoOrNull } from '../record.store.ts';
import type { ContactState } from './contact.ts';

const columns = [
  'contacts.id',
  'contacts.firstName',
  'contacts.lastName',
  'contacts.email',
  'contacts.phone',
  'contacts.jobTitle',
  'contacts.companyId',
  'contacts.street',
  'contacts.postalCode',
  'contacts.city',
  'contacts.notes',
  'contacts.tags',
  'contacts.lastContactOn',
  'contacts.version',
  'contacts.createdAt',
  'contacts.updatedAt',
  'contacts.deletedAt',
] as const;
type Column = (typeof columns)[number] extends `contacts.${infer C}` ? C : never;
type Row = Pick<Selectable<ContactRow>, Column & keyof ContactRow> & { companyName: string | null };

/** A sub-select and not a join: PostgreSQL then looks up the companies of the page alone, after sorting all that was found. */
const companyName = sql<string | null>`(select companies.name from companies
  where companies.organization_id = contacts.organization_id and companies.id = contacts.company_id)`;

export const contactRows = (tx: CrmTx) => tx.kysely.selectFrom('contacts').select(columns).select(companyName.as('companyName'));

export const contactState = (row: Row): ContactState => ({
  ...row,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
  deletedAt: isoOrNull(row.deletedAt),
});
