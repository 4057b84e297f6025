import { expect, test } from '@jest/globals';
import { groupByDay, groupForToday } from './task-days.ts';

const task = (id: string, dueDate: string | null, scheduledOn: string | null = null) => ({ id, dueDate, scheduledOn });

test('a broken promise stands above one for today, and that above a plan', () => {
  const groups = groupForToday(
    [task('late', '2026-08-20', '2026-08-22'), task('due', '2026-08-22'), task('plan', null, '2026-08-22'), task('later', '2026-08-23')],
    '2026-08-22',
  );
  expect(Object.fromEntries(Object.entries(groups).map(([name, tasks]) => [name, tasks.map(({ id }) => id)]))).toEqual({
    overdue: ['late'],
    due: ['due'],
    scheduled: ['plan'],
  });
});

test('U33: what was planned for a past day is overdue, unless it is promised for today', () => {
  const { overdue, due, scheduled } = groupForToday(
    [task('late plan', null, '2026-08-21'), task('due', '2026-08-22', '2026-08-20')],
    '2026-08-22',
  );
  expect([overdue, due, scheduled].map((tasks) => tasks.map(({ id }) => id))).toEqual([['late plan'], ['due'], []]);
});

test('U33: actions are divided by the day they are first wanted on', () => {
  const calendar = { today: '2026-08-20', tomorrow: '2026-08-21', weekEnd: '2026-08-23' };
  const tasks = [
    task('overdue', '2026-08-19'),
    task('planned before', null, '2026-08-18'),
    task('today', '2026-09-01', '2026-08-20'),
    task('tomorrow', '2026-08-21'),
    task('sunday', null, '2026-08-23'),
    task('monday', '2026-08-24'),
    task('none', null),
  ];
  expect(groupByDay(tasks, calendar).map(([group, own]) => [group, own.map(({ id }) => id)])).toEqual([
    ['overdue', ['overdue', 'planned before']],
    ['today', ['today']],
    ['tomorrow', ['tomorrow']],
    ['thisWeek', ['sunday']],
    ['later', ['monday']],
    ['none', ['none']],
  ]);
});
