import { afterEach, expect, test } from '@jest/globals';
import { commonConfig } from '../config/common-config.ts';
import { selfStatusOf } from '../contracts/gateway/system.ts';
import { migrationsOf } from '../database/migrate.ts';
import { createTenantDb } from '../database/tenant-db.ts';
import { startTestDb, type TestDb } from '../testing/test-db.ts';
import { startTestService } from '../testing/test-service.ts';
import { defineService } from './define-service.ts';

/** Any service: what is asked here is the same for all. */
const voice = defineService({
  name: 'voice',
  config: commonConfig,
  createDb: (options) => createTenantDb<unknown>(options),
  build: () => ({ actions: [], consumers: [] }),
});
const newest = migrationsOf('voice').at(-1)?.name ?? '';

let database: TestDb<unknown> | undefined;
afterEach(async () => database?.[Symbol.asyncDispose]());

const databaseWith = async (...changes: readonly string[]): Promise<TestDb<unknown>> => {
  database = await startTestDb<unknown>('voice');
  for (const change of changes) await database.ownerSql(change);
  return database;
};
const checks = async (on: TestDb<unknown>, meanwhile: string = 'select 1'): Promise<Record<string, boolean>> => {
  await using service = await startTestService(voice, { database: on });
  await on.ownerSql(meanwhile);
  return (await service.call(selfStatusOf('voice'), {}, service.scope({ operator: true }))).checks;
};
const forgotten = `delete from _prisma_migrations where migration_name = '${newest}'`;

test('a service is ready on the schema it was written for', async () => {
  expect(await checks(await databaseWith())).toMatchObject({ database: true, migrations: true });
});

test('and on one that is ahead, as during an update', async () => {
  const ahead = `insert into _prisma_migrations (id, checksum, migration_name, finished_at) values ('x', 'x', '9999_of_the_next_release', now())`;
  expect(await checks(await databaseWith(ahead))).toMatchObject({ migrations: true });
});

test.each([
  ['lacks a migration', forgotten],
  ['has one that failed', `update _prisma_migrations set finished_at = null where migration_name = '${newest}'`],
  ['was never migrated', 'drop table _prisma_migrations'],
])('it does not start on a schema that %s', async (_, change) => {
  await expect(startTestService(voice, { database: await databaseWith(change) })).rejects.toThrow(newest);
});

test('a schema that falls behind under a running service, as by a restore, makes it unready', async () => {
  expect(await checks(await databaseWith(), forgotten)).toMatchObject({ database: true, migrations: false });
});
