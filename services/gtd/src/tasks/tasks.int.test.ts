import { fixedClock } from '@crm-gtd/shared/clock.ts';
import {
  completeTask,
  createContext,
  createTask,
  deleteTask,
  getTask,
  listTasks,
  reopenTask,
  restoreTask,
  summary,
  type Task,
  taskCompleted,
  taskCreated,
  taskDeferred,
  updateTask,
} from '@crm-gtd/shared/contracts/gtd/tasks.ts';
import { newId } from '@crm-gtd/shared/ids.ts';
import type { Scope } from '@crm-gtd/shared/service/scope.ts';
import { startTestService, type TestService } from '@crm-gtd/shared/testing/test-service.ts';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DB } from '../generated/db-types.ts';
import { gtdService } from '../service.ts';
import { fakeCrm, known } from '../testing/crm.fake.ts';

/** 23:30 on Monday in London, half past midnight on Tuesday in Warsaw. */
const clock = fixedClock('2026-11-16T23:30:00Z');
let gtd: TestService<DB>;
beforeAll(async () => {
  gtd = await startTestService(gtdService, { remotes: fakeCrm, clock });
});
afterAll(async () => gtd[Symbol.asyncDispose]());

/** A user of his own, so that tests do not see each other's lists. */
const someone = (overrides: Partial<Scope> = {}): Scope => gtd.scope({ actorId: newId(), role: 'MEMBER', ...overrides });
const stranger = (): Scope => gtd.scope({ organizationId: newId(), actorId: newId() });
const titles = (page: { items: readonly Task[] }): string[] => page.items.map(({ title }) => title);

test('titles are sorted in the Polish alphabet, also over the borders of pages', async () => {
  const me = someone();
  for (const title of ['Żyto', 'Łódź', 'Zielona Góra', 'adres', 'lokal', 'Łódź', 'Bank']) await gtd.call(createTask, { title }, me);
  const first = await gtd.call(listTasks, { sort: 'title', limit: 4 }, me);
  const second = await gtd.call(listTasks, { sort: 'title', limit: 4, cursor: first.nextCursor ?? '' }, me);
  expect([titles(first), titles(second)]).toEqual([
    ['adres', 'Bank', 'lokal', 'Łódź'],
    ['Łódź', 'Zielona Góra', 'Żyto'],
  ]);
});

test('a created task is answered whole, can be read and is told', async () => {
  const me = someone();
  const context = await gtd.call(createContext, { name: '@garage' }, me);
  const links = { contactId: known.contactId, companyId: known.companyId, dealId: known.dealId };
  const task = await gtd.call(createTask, { title: 'Call', notes: 'soon', contextId: context.id, dueDate: '2026-12-24', links }, me);
  expect(task).toMatchObject({
    title: 'Call',
    notes: 'soon',
    contextName: '@garage',
    dueDate: '2026-12-24',
    deferUntil: null,
    links,
    assigneeId: me.actorId,
    version: 1,
    status: 'open',
  });
  expect(await gtd.call(getTask, { taskId: task.id }, me)).toEqual(task);
  const told = (await gtd.outbox(taskCreated)).find(({ data }) => data.taskId === task.id);
  expect(told).toMatchObject({
    envelope: { actorid: me.actorId, sequence: 1, aggregatetype: 'task' },
    data: { links, dueDate: '2026-12-24', status: 'open' },
  });
  expect(JSON.stringify(told)).not.toMatch(/soon|Call/);
});

test('it is completed, reopened, deleted and restored, each told in order', async () => {
  const me = someone();
  const { id: taskId } = await gtd.call(createTask, { title: 'Cycle' }, me);
  const done = await gtd.call(completeTask, { taskId, expectedVersion: 1 }, me);
  expect(done).toMatchObject({ status: 'completed', completedAt: '2026-11-16T23:30:00.000Z', version: 2 });
  await expect(gtd.call(completeTask, { taskId }, me)).rejects.toMatchObject({ code: 'GTD_TASK_COMPLETED' });
  expect(await gtd.call(reopenTask, { taskId }, me)).toMatchObject({ status: 'open', completedAt: null });
  await expect(gtd.call(reopenTask, { taskId }, me)).rejects.toMatchObject({ code: 'GTD_TASK_OPEN' });
  expect(await gtd.call(deleteTask, { taskId }, me)).toMatchObject({ status: 'deleted' });
  for (const gone of [getTask, completeTask, reopenTask, deleteTask, updateTask]) {
    await expect(gtd.call(gone, { taskId }, me)).rejects.toMatchObject({ code: 'GTD_TASK_NOT_FOUND' });
  }
  expect(await gtd.call(restoreTask, { taskId }, me)).toMatchObject({ status: 'open', version: 5 });
  const rows = await gtd.ownerSql<{ type: string }>('select type from msg_outbox where aggregate_id = $1 order by sequence', [taskId]);
  expect(rows.map(({ type }) => type)).toEqual(
    ['created', 'completed', 'reopened', 'deleted', 'restored'].map((verb) => `gtd.task.${verb}`),
  );
});

test('a stale change shows the current state and changes nothing', async () => {
  const me = someone();
  const { id: taskId } = await gtd.call(createTask, { title: 'Mine' }, me);
  await gtd.call(updateTask, { taskId, title: 'Theirs' }, me);
  await expect(gtd.call(updateTask, { taskId, title: 'Late', expectedVersion: 1 }, me)).rejects.toMatchObject({
    code: 'VERSION_STALE',
    details: { current: { title: 'Theirs', version: 2 } },
  });
  await expect(gtd.call(completeTask, { taskId, expectedVersion: 1 }, me)).rejects.toMatchObject({ code: 'VERSION_STALE' });
  expect(await gtd.call(getTask, { taskId }, me)).toMatchObject({ title: 'Theirs', status: 'open' });
});

test('of many who complete it at once, one does', async () => {
  const me = someone();
  const { id: taskId } = await gtd.call(createTask, { title: 'Race' }, me);
  const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => gtd.call(completeTask, { taskId }, me)));
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect((await gtd.outbox(taskCompleted)).filter(({ data }) => data.taskId === taskId)).toHaveLength(1);
});

test('another organization finds nothing and changes nothing', async () => {
  const me = someone();
  const { id: taskId } = await gtd.call(createTask, { title: 'Ours' }, me);
  const them = stranger();
  for (const action of [getTask, updateTask, completeTask, reopenTask, deleteTask, restoreTask]) {
    await expect(gtd.call(action, { taskId }, them)).rejects.toMatchObject({ code: 'GTD_TASK_NOT_FOUND' });
  }
  expect(await gtd.call(listTasks, { dealId: known.dealId }, them)).toEqual({ items: [], nextCursor: null });
  expect(await gtd.call(getTask, { taskId }, me)).toMatchObject({ title: 'Ours', version: 1 });
});

test.each([
  ['an unknown contact', { links: { contactId: newId() } }, 'REFERENCE_UNKNOWN', 'links.contactId'],
  ['an unknown company', { links: { companyId: newId() } }, 'REFERENCE_UNKNOWN', 'links.companyId'],
  ['an unknown deal', { links: { dealId: newId() } }, 'REFERENCE_UNKNOWN', 'links.dealId'],
  ['an unknown context', { contextId: newId() }, 'GTD_CONTEXT_NOT_FOUND', undefined],
  ['an unknown project', { projectId: newId() }, 'GTD_PROJECT_NOT_FOUND', undefined],
  ['a day that does not exist', { dueDate: '2026-02-30' }, 'REQUEST_INVALID', 'dueDate'],
  ['a NUL', { notes: 'a\u0000b' }, 'REQUEST_INVALID', 'notes'],
])('%s is refused, on creation and on change', async (_name, fields, code, path) => {
  const me = someone();
  const refused = { code, ...(path === undefined ? {} : { details: { errors: [expect.objectContaining({ path })] } }) };
  await expect(gtd.call(createTask, { title: 'x', ...fields }, me)).rejects.toMatchObject(refused);
  const { id: taskId } = await gtd.call(createTask, { title: 'x' }, me);
  await expect(gtd.call(updateTask, { taskId, ...fields }, me)).rejects.toMatchObject(refused);
  expect(await gtd.call(getTask, { taskId }, me)).toMatchObject({ version: 1 });
});

test('a guest reads and does not write', async () => {
  const guest = someone({ role: 'GUEST' });
  await expect(gtd.call(createTask, { title: 'x' }, guest)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  expect(await gtd.call(listTasks, {}, guest)).toMatchObject({ items: [] });
});

test('K1: a record linked already may be gone: every other edit goes through, also when a form sends the links again', async () => {
  const me = someone();
  const { id: taskId } = await gtd.call(createTask, { title: 'Old', links: { dealId: known.dealId } }, me);
  const gone = newId();
  await gtd.ownerSql('update tasks set contact_id = $1 where id = $2', [gone, taskId]);
  const links = { contactId: gone, companyId: null, dealId: known.dealId };
  expect(await gtd.call(updateTask, { taskId, title: 'New', links }, me)).toMatchObject({ title: 'New', links });
  expect(await gtd.call(updateTask, { taskId, links: { dealId: null } }, me)).toMatchObject({ links: { ...links, dealId: null } });
  await expect(gtd.call(updateTask, { taskId, links: { companyId: newId() } }, me)).rejects.toMatchObject({
    code: 'REFERENCE_UNKNOWN',
    details: { errors: [{ path: 'links.companyId' }] },
  });
  expect(await gtd.call(updateTask, { taskId, links: { contactId: null } }, me)).toMatchObject({ links: { contactId: null } });
  await expect(gtd.call(updateTask, { taskId, links: { contactId: gone } }, me)).rejects.toMatchObject({ code: 'REFERENCE_UNKNOWN' });
});

describe('lists', () => {
  test('are one’s own; beside a record they are everybody’s', async () => {
    const [me, colleague] = [someone(), someone()];
    const links = { dealId: known.dealId };
    await gtd.call(createTask, { title: 'List: mine', links }, me);
    await gtd.call(createTask, { title: 'List: hers', links }, colleague);
    expect(titles(await gtd.call(listTasks, {}, me))).toEqual(['List: mine']);
    expect(titles(await gtd.call(listTasks, { dealId: known.dealId }, me))).toEqual(expect.arrayContaining(['List: mine', 'List: hers']));
  });

  test('page by cursor in every order, without losing or repeating', async () => {
    const me = someone();
    const due = ['2026-12-03', null, '2026-12-01', '2026-12-01', null];
    for (const [i, dueDate] of due.entries()) await gtd.call(createTask, { title: `Task ${i}`, dueDate }, me);
    for (const sort of ['dueDate', '-dueDate', 'createdAt', '-title']) {
      const whole = titles(await gtd.call(listTasks, { sort }, me));
      const pages: string[] = [];
      for (let cursor: string | null | undefined; cursor !== null; ) {
        const page = await gtd.call(listTasks, { sort, limit: 2, ...(cursor ? { cursor } : {}) }, me);
        pages.push(...titles(page));
        cursor = page.nextCursor;
      }
      expect(pages).toEqual(whole);
      expect(new Set(pages).size).toBe(5);
    }
  });

  test('filter by fields and refuse unknown ones', async () => {
    const me = someone();
    await gtd.call(createTask, { title: 'Due', dueDate: '2026-12-01' }, me);
    await gtd.call(createTask, { title: 'Someday', list: 'someday' }, me);
    const filter = (field: string, op: string, value: unknown) => JSON.stringify({ field, op, value });
    expect(titles(await gtd.call(listTasks, { filter: filter('dueDate', 'lte', '2026-12-01') }, me))).toEqual(['Due']);
    expect(titles(await gtd.call(listTasks, { list: 'someday' }, me))).toEqual(['Someday']);
    await expect(gtd.call(listTasks, { filter: filter('assigneeId', 'eq', 'x') }, me)).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
  });

  test('know today in the user’s time zone', async () => {
    const warsaw = someone({ timeZone: 'Europe/Warsaw' });
    const london = someone({ actorId: warsaw.actorId, timeZone: 'Europe/London' });
    await gtd.call(createTask, { title: 'from Tuesday', deferUntil: '2026-11-17' }, warsaw);
    await gtd.call(createTask, { title: 'due Tuesday', dueDate: '2026-11-17' }, warsaw);
    await gtd.call(createTask, { title: 'planned Monday', scheduledOn: '2026-11-16' }, warsaw);
    await gtd.call(createTask, { title: 'due Monday, from Wednesday', dueDate: '2026-11-16', deferUntil: '2026-11-18' }, warsaw);
    const seen = async (view: 'available' | 'deferred' | 'today', scope: Scope) => titles(await gtd.call(listTasks, { view }, scope));
    expect(await seen('available', warsaw)).toEqual(['from Tuesday', 'due Tuesday', 'planned Monday']);
    expect(await seen('available', london)).toEqual(['due Tuesday', 'planned Monday']);
    expect(await seen('deferred', london)).toEqual(['from Tuesday', 'due Monday, from Wednesday']);
    expect(await seen('today', warsaw)).toEqual(['due Tuesday', 'planned Monday']);
    expect(await seen('today', london)).toEqual(['planned Monday']);
    expect(await gtd.call(summary, {}, warsaw)).toEqual({ inbox: 0, today: 2, overdue: 1, next: 3, waiting: 0, completedThisWeek: 0 });
    expect(await gtd.call(summary, {}, london)).toMatchObject({ today: 1, overdue: 0, next: 2 });
  });
});

test('counters stop at 1,000 and the week begins on Monday', async () => {
  const me = someone();
  const { id: taskId } = await gtd.call(createTask, { title: 'Done' }, me);
  await gtd.call(completeTask, { taskId }, me);
  await gtd.ownerSql(
    `insert into tasks select organization_id, gen_random_uuid(), title, notes, list, 'open', context_id, project_id, '2026-11-01', null, null, contact_id, company_id, deal_id,
       assignee_id, origin, inbox_item_id, null, created_at, updated_at, 1 from tasks, generate_series(1, 1005) where id = $1`,
    [taskId],
  );
  await gtd.ownerSql(
    `insert into tasks select organization_id, gen_random_uuid(), title, notes, list, 'completed', context_id, project_id, null, null, null, contact_id, company_id, deal_id,
       assignee_id, origin, inbox_item_id, '2026-11-15T22:59:59Z', created_at, updated_at, 1 from tasks where id = $1`,
    [taskId],
  );
  expect(await gtd.call(summary, {}, me)).toEqual({
    inbox: 0,
    today: 1_000,
    overdue: 1_000,
    next: 1_000,
    waiting: 0,
    completedThisWeek: 1,
  });
});

test('putting a task off is told as such', async () => {
  const me = someone();
  const { id: taskId } = await gtd.call(createTask, { title: 'Later', links: { dealId: known.dealId } }, me);
  await gtd.call(updateTask, { taskId, deferUntil: '2027-01-01' }, me);
  const [told] = (await gtd.outbox(taskDeferred)).filter(({ data }) => data.taskId === taskId);
  expect(told?.data).toMatchObject({
    deferUntil: '2027-01-01',
    links: { dealId: known.dealId },
    status: 'open',
    changedFields: ['deferUntil'],
  });
});

test('while crm is away only writes that name its records fail', async () => {
  await using alone = await startTestService(gtdService, { clock });
  await expect(alone.call(createTask, { title: 'x', links: { dealId: known.dealId } })).rejects.toMatchObject({
    code: 'SERVICE_UNAVAILABLE',
  });
  const task = await alone.call(createTask, { title: 'x' });
  expect(await alone.call(updateTask, { taskId: task.id, links: { dealId: null } })).toMatchObject({ version: 1 });
});
