import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { addDays, fixedClock } from '../clock.ts';
import { startTestDb, type TestDb } from '../testing/test-db.ts';
import { inboxCleanupJob } from './inbox-cleanup.ts';

let database: TestDb<unknown>;
beforeAll(async () => {
  database = await startTestDb('gtd');
});
afterAll(async () => database[Symbol.asyncDispose]());

const clock = fixedClock('2026-11-22T12:00:00Z');
const remember = (consumer: string, daysAgo: number, rows = 1) =>
  database.ownerSql('insert into msg_inbox (consumer, event_id, handled_at) select $1, gen_random_uuid(), $2 from generate_series(1, $3)', [
    consumer,
    addDays(clock.now(), -daysAgo),
    rows,
  ]);
const left = async (): Promise<string[]> =>
  (await database.ownerSql<{ consumer: string }>('select distinct consumer from msg_inbox order by 1')).map(({ consumer }) => consumer);

test('what was handled more than 30 days ago goes, in several batches, and everything a stream could still hold stays', async () => {
  await remember('a-month-and-a-day', 31, 11_000);
  await remember('a-day-less', 29);
  await remember('today', 0);
  await inboxCleanupJob('gtd', database.db, clock).run(new AbortController().signal);
  expect(await left()).toEqual(['a-day-less', 'today']);
});
