import type { Selectable } from 'kysely';
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

export const contactRows = (tx: CrmTx) =>
  tx.kysely
    .selectFrom('contacts')
    .leftJoin('companies', (join) =>
      join.onRef('companies.organizationId', '=', 'contacts.organizationId').onRef('companies.id', '=', 'contacts.companyId'),
    )
    .select(columns)
    .select('companies.name as companyName');

export const contactState = (row: Row): ContactState => ({
  ...row,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
  deletedAt: isoOrNull(row.deletedAt),
});
