import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { testRolePassword } from '../testing/role-password.ts';
import { startTestDb, type TestDb } from '../testing/test-db.ts';
import { testStack } from '../testing/test-stack.ts';
import { withConnection } from './admin-connection.ts';
import { provisionOperators } from './operator-roles.ts';
import { urlFor, urlParts } from './urls.ts';

type Row = Record<string, unknown>;

let database: TestDb<unknown>;

const password = (): string => testRolePassword;
const as = (role: 'backup' | 'monitor', sql: string): Promise<Row[]> => {
  const url = urlFor(testStack().postgresAdminUrl, {
    database: urlParts(database.ownerUrl).database,
    user: role,
    password: password(),
  });
  return withConnection(url, async (client) => (await client.query<Row>(sql)).rows);
};

beforeAll(async () => {
  database = await startTestDb<unknown>('crm');
  await database.ownerSql('create table probe (organization_id uuid not null)');
  await database.ownerSql('alter table probe enable row level security; alter table probe force row level security');
  await database.ownerSql('insert into probe values (gen_random_uuid()), (gen_random_uuid())');
  const options = { adminUrl: testStack().postgresAdminUrl, database: urlParts(database.ownerUrl).database, passwords: password };
  await provisionOperators(options);
  // As on every start of an installation.
  await provisionOperators(options);
});
afterAll(async () => {
  await database?.[Symbol.asyncDispose]();
});

test('backup reads the rows of all organizations under forced row security', async () => {
  expect(await as('backup', 'select count(*)::int as count from crm.probe')).toEqual([{ count: 2 }]);
});

test.each(['insert into crm.probe values (gen_random_uuid())', 'delete from crm.probe', 'create table crm.mine (a int)'])(
  'backup cannot %s, even when it takes its read-only setting away',
  async (sql) => {
    await expect(as('backup', sql)).rejects.toThrow(/read-only/);
    await expect(as('backup', `set default_transaction_read_only = off; begin; ${sql}`)).rejects.toThrow(/permission denied|read-only/);
  },
);

test('monitor sees what the server does and no row of any table', async () => {
  expect((await as('monitor', "select pg_has_role('monitor', 'pg_monitor', 'member') as member"))[0]).toEqual({ member: true });
  expect((await as('monitor', 'select count(*)::int > 0 as some from pg_stat_activity where query is not null'))[0]).toEqual({
    some: true,
  });
  await expect(as('monitor', 'select * from crm.probe')).rejects.toThrow(/permission denied/);
});
