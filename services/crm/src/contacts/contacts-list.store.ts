import type { Contact, listContacts } from '@crm-gtd/shared/contracts/crm/contacts.ts';
import type { InputOf } from '@crm-gtd/shared/contracts/define.ts';
import type { Page } from '@crm-gtd/shared/contracts/paging.ts';
import { listQuery } from '@crm-gtd/shared/database/list-query.ts';
import { canonicalEmail } from '@crm-gtd/shared/text/email-address.ts';
import { type SqlBool, sql } from 'kysely';
import type { CrmTx } from '../db.ts';
import { contactRows, contactState } from './contact-rows.store.ts';
import { findByWords } from './contacts-search.store.ts';

const options = {
  filters: {
    firstName: { column: 'contacts.firstName', type: 'text' },
    lastName: { column: 'contacts.lastName', type: 'text' },
    email: { column: 'contacts.email', type: 'text', kept: canonicalEmail },
    phone: { column: 'contacts.phone', type: 'text' },
    city: { column: 'contacts.city', type: 'text' },
    companyId: { column: 'contacts.companyId', type: 'id' },
    jobTitle: { column: 'contacts.jobTitle', type: 'text' },
    tags: { column: 'contacts.tags', type: 'list', tokens: { kind: 'contactTag', idColumn: 'contacts.id' } },
    lastContactOn: { column: 'contacts.lastContactOn', type: 'date' },
    createdAt: { column: 'contacts.createdAt', type: 'instant' },
    updatedAt: { column: 'contacts.updatedAt', type: 'instant' },
  },
  sorts: {
    lastName: { column: 'contacts.nameSort', type: 'text' },
    createdAt: { column: 'contacts.createdAt', type: 'timestamptz' },
    updatedAt: { column: 'contacts.updatedAt', type: 'timestamptz' },
    lastContactOn: { column: 'contacts.lastContactOn', type: 'date', nullable: true },
  },
  defaultSort: 'lastName',
  idColumn: 'contacts.id',
} as const;

export async function listPage(tx: CrmTx, { q, companyId, ...input }: InputOf<typeof listContacts>): Promise<Page<Contact>> {
  const list = listQuery(input, options);
  const { ids, conditions } = await findByWords(tx, q);
  if (ids?.length === 0) return { items: [], nextCursor: null };
  const live = contactRows(tx).where('contacts.organizationId', '=', tx.scope.organizationId).where('contacts.deletedAt', 'is', null);
  const query = conditions
    .reduce((narrowed, condition) => narrowed.where(condition), live)
    .$if(ids !== undefined, (narrowed) => narrowed.where(sql<SqlBool>`contacts.id = any(${ids}::uuid[])`))
    .$if(companyId !== undefined, (narrowed) => narrowed.where('contacts.companyId', '=', companyId ?? null))
    .$call(list.apply);
  return list.page(await tx.lastly(() => query.execute()), contactState);
}
