import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { newId } from '../ids.ts';
import { type Scope, serviceScope } from '../service/scope.ts';
import { startTestDb, type TestDb } from '../testing/test-db.ts';
import type { TenantDb } from './tenant-db.ts';

/** The plumbing is in every service's schema, so any of them serves: these tables stand for all. */
type DB = {
  searchToken: { organizationId: string; kind: string; token: string; entityId: string };
  msgInbox: { consumer: string; eventId: string };
  msgOutbox: { id: string };
};

let test1: TestDb<DB>;
let db: TenantDb<DB>;
beforeAll(async () => {
  test1 = await startTestDb<DB>('voice');
  db = test1.db;
});
afterAll(async () => test1[Symbol.asyncDispose]());

const scopeOf = (organizationId: string): Scope =>
  serviceScope({ service: 'voice', organizationId, correlationId: newId(), causationId: newId() });
const tokenRow = (organizationId: string, token: string) => ({ organizationId, kind: 'thing', token, entityId: newId() });

test('rows of one organization are what the other never sees', async () => {
  const [a, b] = [scopeOf(newId()), scopeOf(newId())];
  await db.withTenant(a, (tx) => tx.kysely.insertInto('searchToken').values(tokenRow(a.organizationId, 'alfa')).execute());
  const read = (scope: Scope) =>
    db.withTenant(scope, (tx) => tx.kysely.selectFrom('searchToken').select(['token', 'organizationId']).execute());
  expect(await read(a)).toEqual([{ token: 'alfa', organizationId: a.organizationId }]);
  expect(await read(b)).toEqual([]);
});

test('a unit that throws stores nothing', async () => {
  const scope = scopeOf(newId());
  const work = db.withTenant(scope, async (tx) => {
    await tx.kysely.insertInto('searchToken').values(tokenRow(scope.organizationId, 'beta')).execute();
    throw new Error('changed my mind');
  });
  await expect(work).rejects.toThrow('changed my mind');
  expect(await test1.ownerSql('select from search_token where organization_id = $1', [scope.organizationId])).toHaveLength(0);
});

test('a caught fault does not pass for success: the unit reports it at its end', async () => {
  const scope = scopeOf(newId());
  const row = tokenRow(scope.organizationId, 'gamma');
  const work = db.withTenant(scope, async (tx) => {
    await tx.kysely.insertInto('searchToken').values(row).execute();
    await tx.kysely
      .insertInto('searchToken')
      .values(row)
      .execute()
      .catch(() => undefined);
  });
  await expect(work).rejects.toMatchObject({ code: '23505' });
});

test('a statement after a failed one gives the first fault, not its aftermath', async () => {
  const scope = scopeOf(newId());
  const faults = await db
    .withTenant(scope, async (tx) => {
      const results = await Promise.allSettled([
        sql`select 1 / 0`.execute(tx.kysely),
        tx.kysely.selectFrom('searchToken').select('token').execute(),
      ]);
      throw new AggregateError(results.map((result) => (result as PromiseRejectedResult).reason));
    })
    .catch((error: AggregateError) => error.errors);
  expect(faults).toMatchObject([{ code: '22012' }, { code: '22012' }]);
});

test('values arrive as the code speaks of them', async () => {
  const [row] = await db.withoutTenant(async (tx) => {
    const { rows } = await sql<
      Record<string, unknown>
    >`select 9007199254740991::bigint as big_int, count(*) as how_many, sum(5::bigint) as total,
      '2026-03-29'::date as day, '2026-03-29T01:30:00Z'::timestamptz as instant, '{"snake_key":1}'::jsonb as json, array[1::bigint] as list`.execute(
      tx.kysely,
    );
    return rows;
  });
  const instant = new Date('2026-03-29T01:30:00Z');
  expect(row).toEqual({ bigInt: 9007199254740991, howMany: 1, total: 5, day: '2026-03-29', instant, json: { snake_key: 1 }, list: [1] });
});

test('a bigint that a number cannot hold is refused, and the connection serves on', async () => {
  const tooBig = db.withoutTenant((tx) => tx.sql('select 9007199254740993::bigint as n'));
  await expect(tooBig).rejects.toThrow(RangeError);
  await db.ping();
});
