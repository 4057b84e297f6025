import { describe, expect, test } from '@jest/globals';
import { complete, create, noLinks, remove, reopen, restore, type TaskState, update } from './task.ts';

const now = new Date('2026-11-16T10:00:00Z');
const later = new Date('2026-11-16T11:00:00Z');
const dealId = '018f0000-0000-7000-8000-00000000000d';
const birth = { id: '018f0000-0000-7000-8000-000000000001', assigneeId: 'user-1', origin: 'manual' } as const;

const open: TaskState = create({ title: 'Call' }, birth, now).next;
const completed = complete(open, undefined, now).next;
const deleted = remove(open, now).next;
const deletedAfterCompletion = remove(completed, now).next;
const states = { open, completed, deleted, deletedAfterCompletion };

test('a new task is open, on the next list, belongs to its maker and tells its whole commitment', () => {
  const { next, events } = create({ title: 'Call', deferUntil: '2026-12-01', links: { ...noLinks, dealId } }, birth, now, dealId);
  expect(next).toMatchObject({ status: 'open', list: 'next', assigneeId: 'user-1', version: 1, completedAt: null });
  expect(events).toEqual([
    expect.objectContaining({
      type: 'gtd.task.created',
      aggregateId: birth.id,
      data: {
        taskId: birth.id,
        list: 'next',
        links: { ...noLinks, dealId },
        dueDate: null,
        deferUntil: '2026-12-01',
        status: 'open',
        causedByDealId: dealId,
      },
    }),
  ]);
});

test('events name fields, never what is in them', () => {
  const { events } = update(open, { title: 'Call Anna', notes: 'secret' }, later);
  expect(events[0]?.data.changedFields).toEqual(['title', 'notes']);
  expect(JSON.stringify(events)).not.toMatch(/Anna|secret/);
});

describe('from each state', () => {
  type Move = (task: TaskState) => { next: TaskState; events: readonly { type: string }[] };
  const moves: Record<string, Move> = {
    update: (task) => update(task, { title: 'Other' }, later),
    complete: (task) => complete(task, undefined, later),
    reopen: (task) => reopen(task, later),
    remove: (task) => remove(task, later),
    restore: (task) => restore(task, later),
  };
  test.each([
    ['update', 'open', 'open', 'gtd.task.updated'],
    ['update', 'completed', 'completed', 'gtd.task.updated'],
    ['update', 'deleted', 'GTD_TASK_NOT_FOUND', ''],
    ['complete', 'open', 'completed', 'gtd.task.completed'],
    ['complete', 'completed', 'GTD_TASK_COMPLETED', ''],
    ['complete', 'deleted', 'GTD_TASK_NOT_FOUND', ''],
    ['reopen', 'open', 'GTD_TASK_OPEN', ''],
    ['reopen', 'completed', 'open', 'gtd.task.reopened'],
    ['reopen', 'deleted', 'GTD_TASK_NOT_FOUND', ''],
    ['remove', 'open', 'deleted', 'gtd.task.deleted'],
    ['remove', 'completed', 'deleted', 'gtd.task.deleted'],
    ['remove', 'deleted', 'GTD_TASK_NOT_FOUND', ''],
    ['restore', 'open', 'open', ''],
    ['restore', 'completed', 'completed', ''],
    ['restore', 'deleted', 'open', 'gtd.task.restored'],
    ['restore', 'deletedAfterCompletion', 'completed', 'gtd.task.restored'],
  ] as const)('%s of %s gives %s', (move, from, outcome, type) => {
    const run = () => (moves[move] as Move)(states[from]);
    if (outcome.startsWith('GTD_')) {
      expect(run).toThrow(expect.objectContaining({ code: outcome }));
      return;
    }
    const { next, events } = run();
    expect(next.status).toBe(outcome);
    expect(events.map((event) => event.type)).toEqual(type === '' ? [] : [type]);
    expect(next.version).toBe(states[from].version + (type === '' ? 0 : 1));
  });
});

test.each([
  ['a later start', { deferUntil: '2026-12-01' }, 'gtd.task.deferred', ['deferUntil']],
  ['taking the start away', { deferUntil: null }, undefined, []],
  ['the same title', { title: 'Call' }, undefined, []],
  ['the same links', { links: noLinks }, undefined, []],
  ['another deal', { links: { ...noLinks, dealId } }, 'gtd.task.updated', ['links']],
  [
    'due, deferred and scheduled apart',
    { dueDate: '2026-12-24', scheduledOn: '2026-12-20' },
    'gtd.task.updated',
    ['dueDate', 'scheduledOn'],
  ],
])('an update with %s', (_name, change, type, fields) => {
  const { next, events } = update(open, change, later);
  expect(events.map((event) => event.type)).toEqual(type === undefined ? [] : [type]);
  expect(events[0]?.data.changedFields ?? []).toEqual(fields);
  expect(next).toMatchObject(change);
});

test.each([
  ['update', () => update(open, { title: 'x', expectedVersion: 7 }, later)],
  ['complete', () => complete(open, 7, later)],
])('%s of another version shows the current state', (_name, run) => {
  expect(run).toThrow(expect.objectContaining({ code: 'VERSION_STALE', details: { current: open } }));
});
