import type { Contact, listContacts } from '@crm-gtd/shared/contracts/crm/contacts.ts';
import type { InputOf } from '@crm-gtd/shared/contracts/define.ts';
import type { Page } from '@crm-gtd/shared/contracts/paging.ts';
import { listQuery } from '@crm-gtd/shared/database/list-query.ts';
import { searchWords } from '@crm-gtd/shared/database/search.ts';
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { CrmTx } from '../db.ts';
import { contactRows, contactState } from './contact-rows.store.ts';
import { phoneDigits } from './contact-search.ts';

const options = {
  filters: {
    firstName: { column: 'contacts.firstName', type: 'text' },
    lastName: { column: 'contacts.lastName', type: 'text' },
    email: { column: 'contacts.email', type: 'text' },
    city: { column: 'contacts.city', type: 'text' },
    companyId: { column: 'contacts.companyId', type: 'id' },
    jobTitle: { column: 'contacts.jobTitle', type: 'text' },
    tags: { column: 'contacts.tags', type: 'list' },
    lastContactOn: { column: 'contacts.lastContactOn', type: 'date' },
    createdAt: { column: 'contacts.createdAt', type: 'instant' },
    updatedAt: { column: 'contacts.updatedAt', type: 'instant' },
  },
  sorts: {
    lastName: { column: 'contacts.nameKey', type: 'text' },
    createdAt: { column: 'contacts.createdAt', type: 'timestamptz' },
    updatedAt: { column: 'contacts.updatedAt', type: 'timestamptz' },
    lastContactOn: { column: 'contacts.lastContactOn', type: 'date', nullable: true },
  },
  defaultSort: 'lastName',
  idColumn: 'contacts.id',
} as const;

export async function listPage(tx: CrmTx, { q, companyId, ...input }: InputOf<typeof listContacts>): Promise<Page<Contact>> {
  const list = listQuery(input, options);
  const found = foundByWords(q);
  const query = contactRows(tx)
    .where('contacts.organizationId', '=', tx.scope.organizationId)
    .where('contacts.deletedAt', 'is', null)
    .$if(companyId !== undefined, (narrowed) => narrowed.where('contacts.companyId', '=', companyId ?? null))
    .$if(found !== undefined, (narrowed) => narrowed.where(found ?? sql<SqlBool>`true`))
    .$call(list.apply);
  return list.page(await tx.lastly(() => query.execute()), contactState);
}

/** Each word begins one of the contact's own words or one of its company's. */
function foundByWords(q: string | undefined): RawBuilder<SqlBool> | undefined {
  const words = searchWords(phoneDigits(q ?? '') ?? q ?? '');
  if (words.length === 0) return undefined;
  return sql<SqlBool>`(${sql.join(words.map(beginsWord), sql` and `)})`;
}

const beginsWord = (word: string): RawBuilder<SqlBool> => sql<SqlBool>`contacts.id in (
  select entity_id from search_token where kind = 'contact' and ${begins(word)}
  union all
  select employee.id from search_token join contacts employee on employee.organization_id = search_token.organization_id
    and employee.company_id = search_token.entity_id where kind = 'company' and ${begins(word)})`;

const begins = (word: string): RawBuilder<SqlBool> =>
  sql<SqlBool>`token >= search_text(${word}) and token < search_text(${word}) || ${'\u{10ffff}'}`;
