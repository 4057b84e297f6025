import { readFileSync } from 'node:fs';
import { createCompany, listCompanies } from '@crm-gtd/shared/contracts/crm/companies.ts';
import { createContact, listContacts } from '@crm-gtd/shared/contracts/crm/contacts.ts';
import { createDeal, listDeals } from '@crm-gtd/shared/contracts/crm/deals.ts';
import { organizationCreated } from '@crm-gtd/shared/contracts/gateway/organizations.ts';
import type { Page } from '@crm-gtd/shared/contracts/paging.ts';
import { withConnection } from '@crm-gtd/shared/database/admin-connection.ts';
import { newId } from '@crm-gtd/shared/ids.ts';
import type { Scope } from '@crm-gtd/shared/service/scope.ts';
import { startTestService, type TestService, waitFor } from '@crm-gtd/shared/testing/test-service.ts';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DB } from './generated/db-types.ts';
import { crmService } from './service.ts';

let crm: TestService<DB>;
beforeAll(async () => {
  crm = await startTestService(crmService);
});
afterAll(() => crm[Symbol.asyncDispose]());

const tenant = (): Scope => crm.scope({ organizationId: newId() });
/** As a Polish index has them; each once and the last one three times. */
const words = ['adam', 'Adam', 'ąbek', 'Ąbek', 'Bąk', 'lis', 'Lublin', 'łaba', 'Łódź', 'Zając', 'Zielona Góra', 'źrebak', 'Żak'];
const shuffled = [
  'Żak',
  'Łódź',
  'adam',
  'Zielona Góra',
  'Ąbek',
  'źrebak',
  'Lublin',
  'Żak',
  'Bąk',
  'łaba',
  'Adam',
  'lis',
  'Zając',
  'ąbek',
  'Żak',
];
const sorted = [...words, 'Żak', 'Żak'];

/** Every page of a list, one after the other. */
async function walk<T>(read: (cursor: string | undefined) => Promise<Page<T>>): Promise<T[]> {
  const seen: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await read(cursor);
    seen.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return seen;
}
const next = (cursor: string | undefined) => (cursor === undefined ? {} : { cursor });

describe.each([1, 2, 50])('in the Polish alphabet, %d at a time', (limit) => {
  test('contacts', async () => {
    const scope = tenant();
    for (const lastName of shuffled) await crm.call(createContact, { lastName }, scope);
    const list = (sort: string) => walk((cursor) => crm.call(listContacts, { sort, limit, ...next(cursor) }, scope));
    const up = await list('lastName');
    expect(up.map(({ lastName }) => lastName)).toEqual(sorted);
    expect(new Set(up.map(({ id }) => id)).size).toBe(sorted.length);
    expect((await list('-lastName')).map(({ id }) => id)).toEqual(up.map(({ id }) => id).reverse());
  });

  test('companies', async () => {
    const scope = tenant();
    for (const name of shuffled) await crm.call(createCompany, { name }, scope);
    const list = (sort: string) => walk((cursor) => crm.call(listCompanies, { sort, limit, ...next(cursor) }, scope));
    const up = await list('name');
    expect(up.map(({ name }) => name)).toEqual(sorted);
    expect((await list('-name')).map(({ id }) => id)).toEqual(up.map(({ id }) => id).reverse());
  });

  test('U14: companies in quotation marks, by their first letter', async () => {
    const scope = tenant();
    for (const name of ['Zorza', '"Autoplast" S.A.', '„Żuk” S.A.', 'Bąk', '«Łoś»', '""']) await crm.call(createCompany, { name }, scope);
    const list = (sort: string) => walk((cursor) => crm.call(listCompanies, { sort, limit, ...next(cursor) }, scope));
    const up = await list('name');
    expect(up.map(({ name }) => name)).toEqual(['""', '"Autoplast" S.A.', 'Bąk', '«Łoś»', 'Zorza', '„Żuk” S.A.']);
    expect((await list('-name')).map(({ id }) => id)).toEqual(up.map(({ id }) => id).reverse());
  });

  test('deals', async () => {
    const scope = tenant();
    const { organizationId } = scope;
    await crm.deliver(organizationCreated, { organizationId, ownerId: newId(), locale: 'pl' }, { organizationId });
    for (const title of shuffled) await crm.call(createDeal, { title, value: { amount: 1, currency: 'PLN' } }, scope);
    const list = (sort: string) => walk((cursor) => crm.call(listDeals, { sort, limit, ...next(cursor) }, scope));
    const up = await list('title');
    expect(up.map(({ title }) => title)).toEqual(sorted);
    expect((await list('-title')).map(({ id }) => id)).toEqual(up.map(({ id }) => id).reverse());
  });
});

test('namesakes stand by their first names, and one without comes first', async () => {
  const scope = tenant();
  for (const firstName of ['Żaneta', 'Łucja', null, 'Lena', 'Zofia'])
    await crm.call(createContact, { lastName: 'Kowal', ...(firstName === null ? {} : { firstName }) }, scope);
  await crm.call(createContact, { lastName: 'Kowalska', firstName: 'Anna' }, scope);
  const { items } = await crm.call(listContacts, { sort: 'lastName' }, scope);
  expect(items.map(({ firstName }) => firstName)).toEqual([null, 'Lena', 'Łucja', 'Zofia', 'Żaneta', 'Anna']);
});

/** How many entries of an index have been read so far; PostgreSQL adds up late, so ask until it has. */
async function entriesRead(index: string): Promise<{ scans: number; entries: number }> {
  const [row] = await crm.ownerSql<{ scans: string; entries: string }>(
    "select idx_scan as scans, idx_tup_read as entries from pg_stat_user_indexes where schemaname = 'crm' and indexrelname = $1",
    [index],
  );
  return { scans: Number(row?.scans), entries: Number(row?.entries) };
}

describe('among 100,000', () => {
  const scopeOf = new Map<string, Scope>();
  beforeAll(async () => {
    // Without triggers, which would keep words that nobody looks for here.
    const fill = async (table: string, columns: string, values: string): Promise<void> => {
      const scope = tenant();
      scopeOf.set(table, scope);
      await crm.ownerSql(`set local session_replication_role = replica;
        insert into ${table} (id, organization_id, ${columns})
        select gen_random_uuid(), '${scope.organizationId}', ${values} from generate_series(1, 100000) n, lateral (select md5(n::text) as word) w`);
      await crm.ownerSql(`analyze ${table}`);
    };
    await fill('contacts', 'last_name, name_sort', 'word, word');
    await fill('companies', 'name', 'word');
  });

  test.each([
    ['contacts', 'contacts_name_sort_idx', listContacts, 'lastName'],
    ['companies', 'companies_first_letter_idx', listCompanies, 'name'],
  ] as const)('a page of %s reads as much of the index as it shows', async (table, index, list, sort) => {
    const scope = scopeOf.get(table);
    const before = await entriesRead(index);
    let cursor: string | undefined;
    for (const direction of ['', '', '-']) {
      if (direction === '-') cursor = undefined;
      const page: Page<unknown> = await crm.call(
        list as typeof listContacts,
        { sort: `${direction}${sort}`, limit: 50, ...next(cursor) },
        scope,
      );
      expect(page.items).toHaveLength(50);
      cursor = page.nextCursor ?? undefined;
    }
    const after = await waitFor('three scans of the index', async () => {
      const now = await entriesRead(index);
      return now.scans >= before.scans + 3 && now;
    });
    expect(after.entries - before.entries).toBeLessThan(3 * 60);
  });
});

test('contacts of the release before take their places when the migration comes', async () => {
  const earlier = await startTestService(crmService);
  try {
    const scope = earlier.scope();
    await earlier.ownerSql('drop index contacts_name_sort_idx, companies_name_sort_idx');
    await earlier.ownerSql('alter table contacts disable trigger user');
    await earlier.ownerSql(
      `insert into contacts (id, organization_id, first_name, last_name)
       select gen_random_uuid(), $1, 'Jan', name from unnest($2::text[]) name`,
      [scope.organizationId, ['Żak', 'Łoś', 'Zając', 'lis']],
    );
    await earlier.ownerSql('alter table contacts drop column name_sort');
    await earlier.ownerSql('alter table contacts enable trigger user');
    await earlier.ownerSql('create index companies_name_idx on companies (organization_id, name_key, id)');
    const migration = readFileSync(new URL('../prisma/migrations/0005_polish_order/migration.sql', import.meta.url), 'utf8');
    await withConnection(earlier.database.ownerUrl, (owner) => owner.query(`set search_path = crm; ${migration}`));
    const { items } = await earlier.call(listContacts, { sort: 'lastName' }, scope);
    expect(items.map(({ lastName }) => lastName)).toEqual(['lis', 'Łoś', 'Zając', 'Żak']);
    expect(await earlier.ownerSql("select from pg_policies where policyname = 'backfill'")).toEqual([]);
  } finally {
    await earlier[Symbol.asyncDispose]();
  }
});
