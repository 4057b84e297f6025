import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '../ids.ts';
import { type Scope, serviceScope } from '../service/scope.ts';
import { startTestDb, type TestDb } from '../testing/test-db.ts';
import { rowSecuritySql } from './row-security.ts';
import { foundBy } from './search.ts';

type DB = { things: { id: string; organizationId: string; name: string | null; email: string | null } };

let test1: TestDb<DB>;
const scope: Scope = serviceScope({ service: 'voice', organizationId: newId(), correlationId: newId(), causationId: newId() });

beforeAll(async () => {
  test1 = await startTestDb<DB>('voice');
  await test1.ownerSql(`create table things (id uuid, organization_id uuid, name text, email text, primary key (organization_id, id));
    grant select, insert, update, delete on things to voice_app;
    create trigger things_search after insert or delete or update of name, email on things
      for each row execute function index_search_tokens('thing', 'name', 'email');
    ${rowSecuritySql('voice', 'things')}`);
});
afterAll(async () => test1[Symbol.asyncDispose]());

const add = (name: string | null, email: string | null = null, as = scope) =>
  test1.db.withTenant(as, (tx) =>
    tx.kysely.insertInto('things').values({ id: newId(), organizationId: as.organizationId, name, email }).execute(),
  );
const find = async (text: string, as = scope): Promise<(string | null)[]> => {
  const found = foundBy(text, 'thing', 'things.id');
  if (found === undefined) return ['everything'];
  const rows = await test1.db.withTenant(as, (tx) => tx.kysely.selectFrom('things').select('name').where(found).orderBy('name').execute());
  return rows.map(({ name }) => name);
};

test('words are found by how they begin, in any order, whatever their case and diacritics', async () => {
  await add('Łukasz Żółć-Gęślowski', 'lukasz.zolc@firma-łódź.pl');
  await add('Anna Kowalska');
  for (const text of ['łuk', 'LUK', 'zolc', 'Gęśl luk', 'lukasz.zolc@fir', 'lodz'])
    expect([text, await find(text)]).toEqual([text, ['Łukasz Żółć-Gęślowski']]);
  expect(await find('ukasz')).toEqual([]);
  expect(await find('luk kow')).toEqual([]);
  expect(await find("%' or true --")).toEqual([]);
  expect(await find('  ')).toEqual(['everything']);
});

test('K8: a query without a word finds nothing, and letters are found however they are composed and spelled', async () => {
  const as = serviceScope({ ...scope, service: 'voice', organizationId: newId() });
  for (const name of ['Łódzka'.normalize('NFD'), 'Straße', 'Ромашка', 'Øresund', 'No\u200bwak']) await add(name, null, as);
  for (const text of ['%', '_', "'", '-', ' ,; ', '\u200b', '„”']) expect([text, await find(text, as)]).toEqual([text, []]);
  const cases = { łódz: 0, lódz: 0, strasse: 1, STRAẞE: 1, ромаш: 2, РОМ: 2, oresund: 3, nowak: 4, 'no\u00adwak': 4 } as const;
  const names = ['Łódzka'.normalize('NFD'), 'Straße', 'Ромашка', 'Øresund', 'No\u200bwak'];
  for (const [text, index] of Object.entries(cases)) {
    expect([text, await find(text, as)]).toEqual([text, [names[index]]]);
    expect([text, await find(text.normalize('NFD'), as)]).toEqual([text, [names[index]]]);
  }
});

test('changed and deleted things are found by what they are now', async () => {
  await add('Before');
  await test1.db.withTenant(scope, (tx) => tx.kysely.updateTable('things').set({ name: 'After' }).where('name', '=', 'Before').execute());
  expect([await find('before'), await find('after')]).toEqual([[], ['After']]);
  await test1.db.withTenant(scope, (tx) => tx.kysely.deleteFrom('things').where('name', '=', 'After').execute());
  expect(await find('after')).toEqual([]);
  expect(await test1.ownerSql("select from search_token where token in ('before', 'after')")).toEqual([]);
});

test("another organization's things are not found", async () => {
  const other = serviceScope({ ...scope, service: 'voice', organizationId: newId() });
  await add('Secret', null, other);
  expect([await find('secret'), await find('secret', other)]).toEqual([[], ['Secret']]);
});

test('a rare word among many rows is found by the index, under row-level security', async () => {
  await test1.ownerSql(
    `insert into search_token select $1, 'thing', 'w' || md5(n::text), gen_random_uuid() from generate_series(1, 20000) n`,
    [scope.organizationId],
  );
  await test1.ownerSql('analyze search_token');
  const plan = await test1.db.withTenant(scope, (tx) =>
    tx.sql<{ 'QUERY PLAN': string }>(
      `explain select entity_id from search_token where kind = 'thing' and token >= search_text('wabc') and token < search_text('wabc') || U&'\\+10FFFF'`,
    ),
  );
  const text = plan.map((line) => line['QUERY PLAN']).join('\n');
  expect(text).toMatch(/Index Cond: .*organization_id.*kind.*token >=.*token </);
});
