import { expect, test } from '@jest/globals';
import { groupForToday } from './task-days.ts';

const task = (id: string, dueDate: string | null, scheduledOn: string | null = null) => ({ id, dueDate, scheduledOn });

test('a broken promise stands above one for today, and that above a plan', () => {
  const groups = groupForToday(
    [task('late', '2026-08-20', '2026-08-22'), task('due', '2026-08-22'), task('plan', null, '2026-08-21'), task('later', '2026-08-23')],
    '2026-08-22',
  );
  expect(Object.fromEntries(Object.entries(groups).map(([name, tasks]) => [name, tasks.map(({ id }) => id)]))).toEqual({
    overdue: ['late'],
    due: ['due'],
    scheduled: ['plan'],
  });
});
