import { systemClock } from '@crm-gtd/shared/clock.ts';
import { newId } from '@crm-gtd/shared/ids.ts';
import { metricValue } from '@crm-gtd/shared/testing/metric-value.ts';
import { startTestDb, type TestDb } from '@crm-gtd/shared/testing/test-db.ts';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { DB } from '../generated/db-types.ts';
import { showFigures } from './figures.metrics.ts';
import { readFigures } from './figures.store.ts';

let database: TestDb<DB>;
beforeAll(async () => {
  database = await startTestDb<DB>('gateway');
});
afterAll(async () => database[Symbol.asyncDispose]());

const organization = async (plan?: string, status = 'active'): Promise<void> => {
  const id = newId();
  await database.ownerSql("insert into organizations values ($1, 'Firma', now(), now(), 1)", [id]);
  if (plan)
    await database.ownerSql(
      "insert into entitlements (organization_id, plan, status, access, limits, features, updated_at) values ($1, $2, $3, 'full', '{}', '{}', now())",
      [id, plan, status],
    );
};
const session = async (userId: string, usedDaysAgo: number, ended = false): Promise<void> => {
  await database.ownerSql(
    `insert into users (id, email, name, password_hash, locale, time_zone, created_at, updated_at)
     values ($1::uuid, $1::uuid || '@example.test', 'x', 'x', 'pl', 'UTC', now(), now()) on conflict do nothing`,
    [userId],
  );
  await database.ownerSql(
    `insert into sessions (id, user_id, current_org, created_at, used_at, ended_at)
     values ($1, $2, $3, now(), now() - make_interval(days => $4), case when $5::boolean then now() end)`,
    [newId(), userId, newId(), usedDaysAgo, ended],
  );
};

test('organizations count by plan, sessions while they live, users by when they were last here', async () => {
  await organization();
  await organization('PROFESSIONAL', 'trialing');
  await organization('STARTER');
  await organization('STARTER');
  const [here, lastWeek] = [newId(), newId()];
  await session(here, 0);
  await session(here, 0);
  await session(lastWeek, 5);
  await session(newId(), 20);
  await session(newId(), 0, true);

  showFigures(await readFigures(database.db, systemClock.now(), 7));

  expect(await metricValue('organizations_total', { plan_kind: 'trial' })).toBe(2);
  expect(await metricValue('organizations_total', { plan_kind: 'STARTER' })).toBe(2);
  expect(await metricValue('organizations_total', { plan_kind: 'ENTERPRISE' })).toBe(0);
  expect(await metricValue('sessions_active')).toBe(3);
  expect(await metricValue('active_users', { window: '1d' })).toBe(2);
  expect(await metricValue('active_users', { window: '7d' })).toBe(3);
  expect(await metricValue('active_users', { window: '30d' })).toBe(4);
});

test('the service itself still sees no organization without a tenant', async () => {
  const seen = await database.db.withoutTenant((tx) => tx.kysely.selectFrom('organizations').select('id').execute());
  expect(seen).toEqual([]);
});
