import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { z } from 'zod';
import { pageInput } from '../contracts/paging.ts';
import { startTestDb, type TestDb } from '../testing/test-db.ts';
import { filterCondition } from './filter-query.ts';
import { type ListOptions, listQuery } from './list-query.ts';

type Row = { id: string; name: string | null; score: number | null; dueOn: string | null; tags: string[] | null };
type DB = { rows: Row };

const id = (n: number): string => `00000000-0000-4000-8000-00000000000${n}`;
const rows: readonly Row[] = [
  { id: id(1), name: 'Łódź 100%', score: 5, dueOn: '2026-03-01', tags: ['vip', 'north'] },
  { id: id(2), name: 'lodz', score: null, dueOn: null, tags: [] },
  { id: id(3), name: '', score: 7, dueOn: '2026-01-01', tags: null },
  { id: id(4), name: null, score: 5, dueOn: '2026-03-01', tags: ['vip'] },
  { id: id(5), name: 'Zamość', score: 0, dueOn: null, tags: ['south'] },
];

const options: ListOptions = {
  filters: {
    name: { column: 'rows.name', type: 'text' },
    score: { column: 'rows.score', type: 'number' },
    dueOn: { column: 'rows.dueOn', type: 'date' },
    tags: { column: 'rows.tags', type: 'list' },
  },
  sorts: {
    name: { column: 'rows.name', type: 'text', nullable: true },
    score: { column: 'rows.score', type: 'bigint', nullable: true },
    id: { column: 'rows.id', type: 'uuid' },
  },
  defaultSort: 'id',
  idColumn: 'rows.id',
};

let test1: TestDb<DB>;
beforeAll(async () => {
  test1 = await startTestDb<DB>('voice');
  await test1.ownerSql('create table rows (id uuid primary key, name text, score bigint, due_on date, tags text[])');
  await test1.ownerSql('grant select, insert on rows to voice_app');
  await test1.db.withoutTenant((tx) =>
    tx.kysely
      .insertInto('rows')
      .values([...rows])
      .execute(),
  );
});
afterAll(async () => test1[Symbol.asyncDispose]());

const found = async (filter: object): Promise<string> => {
  const condition = filterCondition(JSON.stringify(filter), options.filters) ?? sql<boolean>`true`;
  const kept = await test1.db.withoutTenant((tx) => tx.kysely.selectFrom('rows').select('id').where(condition).orderBy('id').execute());
  return kept.map((row) => row.id.at(-1)).join('');
};

test.each([
  ['name', 'eq', 'lodz', '2'],
  ['name', 'ne', 'lodz', '1345'],
  ['name', 'in', ['Zamosc', ''], '35'],
  ['name', 'eq', 'ZAMOŚĆ'.normalize('NFD'), '5'],
  ['name', 'ne', 'zamosc', '1234'],
  ['name', 'notIn', ['zamosc'], '1234'],
  ['name', 'in', [], ''],
  ['name', 'notIn', ['lodz'], '1345'],
  ['name', 'notIn', [], '12345'],
  ['name', 'contains', 'ÓD', '12'],
  ['name', 'contains', '0%', '1'],
  ['name', 'contains', '_', ''],
  ['name', 'startsWith', 'ło', '12'],
  ['name', 'isEmpty', undefined, '34'],
  ['name', 'isNotEmpty', undefined, '125'],
  ['score', 'eq', 5, '14'],
  ['score', 'ne', 5, '235'],
  ['score', 'in', [5, 7], '134'],
  ['score', 'notIn', [5, 7], '25'],
  ['score', 'gt', 5, '3'],
  ['score', 'gt', 4.5, '134'],
  ['score', 'gte', 5, '134'],
  ['score', 'lt', 5, '5'],
  ['score', 'lte', 5, '145'],
  ['score', 'isEmpty', undefined, '2'],
  ['score', 'isNotEmpty', undefined, '1345'],
  ['dueOn', 'eq', '2026-03-01', '14'],
  ['dueOn', 'ne', '2026-03-01', '235'],
  ['dueOn', 'lt', '2026-03-01', '3'],
  ['dueOn', 'notIn', ['2026-01-01'], '1245'],
  ['dueOn', 'isEmpty', undefined, '25'],
  ['tags', 'eq', 'vip', '14'],
  ['tags', 'eq', 'VIP', '14'],
  ['tags', 'startsWith', 'No', '1'],
  ['tags', 'ne', 'vip', '235'],
  ['tags', 'in', ['south', 'north'], '15'],
  ['tags', 'notIn', ['south', 'north'], '234'],
  ['tags', 'contains', 'vip', '14'],
  ['tags', 'isEmpty', undefined, '23'],
  ['tags', 'isNotEmpty', undefined, '145'],
])('%s %s %j keeps rows %s', async (field, op, value, kept) => expect(await found({ field, op, value })).toBe(kept));

test('conditions combine, and empty groups mean all and none', async () => {
  const vip = { field: 'tags', op: 'eq', value: 'vip' };
  const low = { field: 'score', op: 'lt', value: 1 };
  expect(await found({ or: [vip, low] })).toBe('145');
  expect(await found({ and: [vip, { or: [low, { field: 'name', op: 'isEmpty' }] }] })).toBe('4');
  expect(await found({ and: [] })).toBe('12345');
  expect(await found({ or: [] })).toBe('');
});

async function pages(sort: string, limit: number): Promise<string[]> {
  const seen: string[] = [];
  let cursor: string | null | undefined;
  do {
    const list = listQuery({ sort, limit, ...(cursor == null ? {} : { cursor }) }, options);
    const read = await test1.db.withoutTenant((tx) => tx.kysely.selectFrom('rows').selectAll().$call(list.apply).execute());
    const page = list.page(read, (row) => row.id.at(-1) as string);
    seen.push(page.items.join(''));
    cursor = page.nextCursor;
  } while (cursor !== null);
  return seen;
}

test.each([
  ['id', 2, ['12', '34', '5']],
  ['-id', 2, ['54', '32', '1']],
  ['-id', 5, ['54321']],
  ['score', 2, ['51', '43', '2']],
  ['-score', 1, ['2', '3', '4', '1', '5']],
  ['name', 1, ['3', '2', '1', '5', '4']],
  ['-name', 2, ['45', '12', '3']],
])('pages by %s, %d at a time, meet every row once', async (sort, limit, expected) => expect(await pages(sort, limit)).toEqual(expected));

test('a cursor is refused when it is broken or from another order', async () => {
  const list = listQuery({ sort: 'score', limit: 1 }, options);
  const { nextCursor } = list.page(
    [
      { cursorKey: '1', cursorId: id(1) },
      { cursorKey: '2', cursorId: id(2) },
    ],
    (row) => row,
  );
  expect(() => listQuery({ sort: '-score', cursor: nextCursor ?? '' }, options)).toThrow(
    expect.objectContaining({ code: 'REQUEST_INVALID' }),
  );
  expect(() => listQuery({ cursor: 'x' }, options)).toThrow(expect.objectContaining({ code: 'REQUEST_INVALID' }));
  expect(() => listQuery({ sort: 'secret' }, options)).toThrow(expect.objectContaining({ code: 'REQUEST_INVALID' }));
});

const forged = (...parts: readonly unknown[]): string => Buffer.from(JSON.stringify(parts)).toString('base64url');
const sorts: ListOptions['sorts'] = {
  ...options.sorts,
  dueOn: { column: 'rows.dueOn', type: 'date' },
  at: { column: 'rows.at', type: 'timestamptz' },
  done: { column: 'rows.done', type: 'boolean' },
  ratio: { column: 'rows.ratio', type: 'numeric' },
};

test.each([
  ['score', 'abc'],
  ['score', '1.5'],
  ['score', '9223372036854775808'],
  ['score', '-9223372036854775809'],
  ['score', '9'.repeat(400)],
  ['id', 'me'],
  ['id', null],
  ['name', 'a\0b'],
  ['name', '\ud800'],
  ['dueOn', '0000-01-01'],
  ['dueOn', '2026-02-30'],
  ['dueOn', null],
  ['at', 'abc'],
  ['at', 'infinity'],
  ['at', '2026-01-01'],
  ['at', '0000-01-01 00:00:00+00'],
  ['at', '2026-02-30 00:00:00+00'],
  ['done', 'perhaps'],
  ['ratio', 'NaN'],
  ['ratio', '1e999999'],
])('K4: a cursor of sort %s with the key %j is none', (sort, key) => {
  expect(() => listQuery({ sort, cursor: forged(sort, key, id(1)) }, { ...options, sorts })).toThrow(
    expect.objectContaining({
      code: 'REQUEST_INVALID',
      details: { errors: [expect.objectContaining({ path: 'cursor', code: 'malformed' })] },
    }),
  );
});

test.each([
  ['score', '-9223372036854775808'],
  ['name', null],
  ['name', 'Łódź 😀'],
  ['dueOn', '0001-01-01'],
  ['at', '2026-11-27 14:16:04.123456+00'],
  ['at', '9999-12-31 23:59:59+02'],
  ['done', 'true'],
  ['ratio', '-12.50'],
])('K4: a cursor of sort %s with the key %j is one', (sort, key) => {
  expect(() => listQuery({ sort, cursor: forged(sort, key, id(1)) }, { ...options, sorts })).not.toThrow();
});

test.each([forged('score'), forged('score', 1, id(1)), forged('score', '1', 'me'), forged(['score'], '1', id(1)), '%', 'e30', ''])(
  'K4: %j is no cursor',
  (cursor) => {
    expect(() => listQuery({ sort: 'score', cursor }, options)).toThrow(expect.objectContaining({ code: 'REQUEST_INVALID' }));
  },
);

test('K4: the cursor of the longest title there can be is accepted by the contract', async () => {
  const list = listQuery({ sort: 'name', limit: 1 }, options);
  const longest = [
    { cursorKey: '語'.repeat(500), cursorId: id(1) },
    { cursorKey: '"'.repeat(500), cursorId: id(2) },
  ];
  for (const last of longest) {
    const { nextCursor } = list.page([last, last], (row) => row);
    expect(z.object(pageInput).parse({ cursor: nextCursor }).cursor).toBe(nextCursor);
  }
});
