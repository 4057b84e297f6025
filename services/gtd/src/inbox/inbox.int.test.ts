import {
  captureInboxItem,
  clarifyInboxItem,
  getInboxItem,
  inboxItemCaptured,
  inboxItemClarified,
  inboxItemReopened,
  listInboxItems,
  unclarifyInboxItem,
} from '@crm-gtd/shared/contracts/gtd/inbox.ts';
import { createTask, getTask, listProjects, listTasks, taskDeleted } from '@crm-gtd/shared/contracts/gtd/tasks.ts';
import { listWaitingFors } from '@crm-gtd/shared/contracts/gtd/waiting.ts';
import { newId } from '@crm-gtd/shared/ids.ts';
import type { Scope } from '@crm-gtd/shared/service/scope.ts';
import { startTestService, type TestService } from '@crm-gtd/shared/testing/test-service.ts';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { DB } from '../generated/db-types.ts';
import { gtdService } from '../service.ts';
import { fakeCrm, known } from '../testing/crm.fake.ts';

let gtd: TestService<DB>;
beforeAll(async () => {
  gtd = await startTestService(gtdService, { remotes: fakeCrm });
});
afterAll(async () => gtd[Symbol.asyncDispose]());

const someone = (overrides: Partial<Scope> = {}): Scope => gtd.scope({ actorId: newId(), role: 'MEMBER', ...overrides });
const capture = async (scope: Scope, title = 'Ring Anna') => (await gtd.call(captureInboxItem, { title, notes: 'roof' }, scope)).id;

test('what is captured comes back oldest first, to its owner alone', async () => {
  const [me, colleague] = [someone(), someone({ role: 'OWNER' })];
  const first = await capture(me, 'first');
  await capture(me, 'second');
  expect((await gtd.call(listInboxItems, {}, me)).items.map(({ title }) => title)).toEqual(['first', 'second']);
  expect(await gtd.call(listInboxItems, {}, colleague)).toEqual({ items: [], nextCursor: null });
  for (const action of [getInboxItem, unclarifyInboxItem]) {
    await expect(gtd.call(action, { inboxItemId: first }, colleague)).rejects.toMatchObject({ code: 'GTD_INBOX_ITEM_NOT_FOUND' });
    await expect(gtd.call(action, { inboxItemId: first }, gtd.scope({ organizationId: newId() }))).rejects.toMatchObject({
      code: 'GTD_INBOX_ITEM_NOT_FOUND',
    });
  }
  await expect(gtd.call(clarifyInboxItem, { inboxItemId: first, decision: 'trash' }, colleague)).rejects.toMatchObject({
    code: 'GTD_INBOX_ITEM_NOT_FOUND',
  });
});

test('a service of the same organization may read it, one of another may not', async () => {
  const me = someone();
  const inboxItemId = await capture(me);
  const service = gtd.scope({ actorId: 'service:ai', role: 'SERVICE' });
  expect(await gtd.call(getInboxItem, { inboxItemId }, service)).toMatchObject({ title: 'Ring Anna', capturedBy: me.actorId });
  await expect(gtd.call(getInboxItem, { inboxItemId }, { ...service, organizationId: newId() })).rejects.toMatchObject({
    code: 'GTD_INBOX_ITEM_NOT_FOUND',
  });
});

test('next makes a task, and undo takes it back', async () => {
  const me = someone();
  const inboxItemId = await capture(me);
  const clarified = await gtd.call(
    clarifyInboxItem,
    { inboxItemId, decision: 'next', title: 'Call Anna', dueDate: '2026-12-01', links: { contactId: known.contactId } },
    me,
  );
  expect(clarified).toMatchObject({ status: 'clarified', decision: 'next', version: 2 });
  const taskId = clarified.resultId ?? '';
  expect(await gtd.call(getTask, { taskId }, me)).toMatchObject({
    title: 'Call Anna',
    notes: 'roof',
    dueDate: '2026-12-01',
    origin: 'inbox',
    links: { contactId: known.contactId },
  });
  await expect(gtd.call(clarifyInboxItem, { inboxItemId, decision: 'trash' }, me)).rejects.toMatchObject({
    code: 'GTD_INBOX_ITEM_CLARIFIED',
  });

  expect(await gtd.call(unclarifyInboxItem, { inboxItemId }, me)).toMatchObject({ status: 'open', decision: null, resultId: null });
  await expect(gtd.call(getTask, { taskId }, me)).rejects.toMatchObject({ code: 'GTD_TASK_NOT_FOUND' });
  expect((await gtd.outbox(taskDeleted)).filter(({ data }) => data.taskId === taskId)).toHaveLength(1);
  expect(await gtd.call(unclarifyInboxItem, { inboxItemId }, me)).toMatchObject({ version: 3 });
  const types = await gtd.ownerSql<{ type: string }>('select type from msg_outbox where aggregate_id = $1 order by sequence', [
    inboxItemId,
  ]);
  expect(types.map(({ type }) => type)).toEqual([inboxItemCaptured.type, inboxItemClarified.type, inboxItemReopened.type]);
  expect(await gtd.call(clarifyInboxItem, { inboxItemId, decision: 'someday' }, me)).toMatchObject({ decision: 'someday' });
});

test('doNow leaves a completed task behind', async () => {
  const me = someone();
  await gtd.call(clarifyInboxItem, { inboxItemId: await capture(me), decision: 'doNow' }, me);
  expect((await gtd.call(listTasks, { status: 'completed' }, me)).items).toEqual([
    expect.objectContaining({ title: 'Ring Anna', status: 'completed' }),
  ]);
});

test('delegate waits for the person, and undo stops waiting', async () => {
  const me = someone();
  const inboxItemId = await capture(me);
  await gtd.call(clarifyInboxItem, { inboxItemId, decision: 'delegate', personId: known.contactId, followUpOn: '2026-12-01' }, me);
  const waiting = await gtd.call(listWaitingFors, {}, me);
  expect(waiting.items).toEqual([
    expect.objectContaining({
      personId: known.contactId,
      followUpOn: '2026-12-01',
      links: expect.objectContaining({ contactId: known.contactId }),
    }),
  ]);
  await gtd.call(unclarifyInboxItem, { inboxItemId }, me);
  expect((await gtd.call(listWaitingFors, {}, me)).items).toEqual([]);
});

test('project makes the project and its first action; undo keeps what joined it since', async () => {
  const me = someone();
  const inboxItemId = await capture(me, 'New roof');
  const { resultId } = await gtd.call(clarifyInboxItem, { inboxItemId, decision: 'project', nextActionTitle: 'Measure it' }, me);
  const joined = await gtd.call(createTask, { title: 'Ask for tiles', projectId: resultId }, me);
  expect(joined.projectTitle).toBe('New roof');
  const mine = async () => (await gtd.call(listProjects, {}, me)).items.find(({ id }) => id === resultId);
  expect(await mine()).toMatchObject({ title: 'New roof', openTasks: 2 });

  await gtd.call(unclarifyInboxItem, { inboxItemId }, me);
  expect(await mine()).toBeUndefined();
  expect((await gtd.call(listTasks, {}, me)).items).toEqual([
    expect.objectContaining({ title: 'Ask for tiles', projectId: null, projectTitle: null }),
  ]);
});

test('a decision with a missing or unknown part changes nothing', async () => {
  const me = someone();
  const inboxItemId = await capture(me);
  const refusals = [
    [{ decision: 'delegate' }, 'REQUEST_INVALID', 'personId'],
    [{ decision: 'delegate', personId: newId() }, 'REFERENCE_UNKNOWN', 'personId'],
    [{ decision: 'calendar' }, 'REQUEST_INVALID', 'scheduledOn'],
    [{ decision: 'project' }, 'REQUEST_INVALID', 'nextActionTitle'],
    [{ decision: 'next', links: { dealId: newId() } }, 'REFERENCE_UNKNOWN', 'links.dealId'],
    [{ decision: 'next', priority: 'high' }, 'REQUEST_INVALID', 'priority'],
  ] as const;
  for (const [input, code, path] of refusals) {
    await expect(gtd.call(clarifyInboxItem, { inboxItemId, ...input }, me)).rejects.toMatchObject({
      code,
      details: { errors: [expect.objectContaining({ path })] },
    });
  }
  await expect(gtd.call(clarifyInboxItem, { inboxItemId, decision: 'next', contextId: newId() }, me)).rejects.toMatchObject({
    code: 'GTD_CONTEXT_NOT_FOUND',
  });
  expect(await gtd.call(getInboxItem, { inboxItemId }, me)).toMatchObject({ status: 'open', version: 1 });
  expect((await gtd.call(listTasks, {}, me)).items).toEqual([]);
});

test('of two who decide at once one wins', async () => {
  const me = someone();
  const inboxItemId = await capture(me);
  const outcomes = await Promise.allSettled(
    ['next', 'someday', 'reference', 'doNow'].map((decision) =>
      gtd.call(clarifyInboxItem, { inboxItemId, decision: decision as 'next' }, me),
    ),
  );
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const { rows } = { rows: await gtd.ownerSql('select id from tasks where inbox_item_id = $1', [inboxItemId]) };
  expect(rows).toHaveLength(1);
});
