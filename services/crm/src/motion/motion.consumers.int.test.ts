import {
  createDeal,
  type DealMotion,
  dealMotionChanged,
  deleteDeal,
  getDeal,
  reopenDeal,
  restoreDeal,
  winDeal,
} from '@crm-gtd/shared/contracts/crm/deals.ts';
import { createPipeline } from '@crm-gtd/shared/contracts/crm/pipelines.ts';
import type { DataOf } from '@crm-gtd/shared/contracts/define.ts';
import {
  getTask,
  taskCompleted,
  taskCreated,
  taskDeferred,
  taskDeleted,
  taskReopened,
  taskUpdated,
} from '@crm-gtd/shared/contracts/gtd/tasks.ts';
import { listWaitingFors, waitingForOpened, waitingForResolved } from '@crm-gtd/shared/contracts/gtd/waiting.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import { newId } from '@crm-gtd/shared/ids.ts';
import type { Scope } from '@crm-gtd/shared/service/scope.ts';
import { remote, startTestService, type TestService, waitFor } from '@crm-gtd/shared/testing/test-service.ts';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DB } from '../generated/db-types.ts';
import { crmService } from '../service.ts';

let now = new Date('2026-11-20T10:00:00.000Z');
let crm: TestService<DB>;
beforeAll(async () => {
  const gone = remote(getTask, async () => {
    throw new AppError('GTD_TASK_NOT_FOUND');
  });
  const remotes = [gone, remote(listWaitingFors, async () => ({ items: [], nextCursor: null }))];
  crm = await startTestService(crmService, { clock: { now: () => now }, remotes });
});
afterAll(() => crm[Symbol.asyncDispose]());

async function openDeal(): Promise<{ scope: Scope; dealId: string; motion: () => Promise<DealMotion>; changes: () => Promise<string[]> }> {
  const scope = crm.scope({ organizationId: newId() });
  const { id: pipelineId } = await crm.call(createPipeline, { name: 'P', stages: [{ name: 'S', probability: 50 }] }, scope);
  const { id: dealId } = await crm.call(createDeal, { title: 'X', pipelineId }, scope);
  const changes = async () =>
    (await crm.outbox(dealMotionChanged))
      .filter(({ data }) => data.dealId === dealId)
      .map(({ data }) => `${data.before.motion} → ${data.after.motion}`);
  return { scope, dealId, motion: async () => (await crm.call(getDeal, { dealId }, scope)).motion, changes };
}

type TaskFacts = DataOf<typeof taskCreated>;
const task = (dealId: string | null, fields: Partial<TaskFacts> = {}): TaskFacts => ({
  taskId: newId(),
  list: 'next',
  links: { contactId: null, companyId: null, dealId },
  dueDate: null,
  deferUntil: null,
  status: 'open',
  ...fields,
});
const waiting = (dealId: string, status: 'open' | 'resolved' = 'open', waitingForId = newId()): DataOf<typeof waitingForOpened> => ({
  waitingForId,
  personId: null,
  links: { contactId: null, companyId: null, dealId },
  followUpOn: null,
  status,
});

test('a new deal is stuck; a task moves it, completing the last one leaves it stuck again', async () => {
  const { scope, dealId, motion, changes } = await openDeal();
  const { organizationId } = scope;
  expect(await motion()).toBe('stuck');
  const facts = task(dealId);
  await crm.deliver(taskCreated, facts, { organizationId });
  expect(await motion()).toBe('moving');
  await crm.deliver(taskCompleted, { ...facts, status: 'completed' }, { organizationId });
  expect(await motion()).toBe('stuck');
  expect(await changes()).toEqual(['stuck → moving', 'moving → stuck']);
  expect((await crm.call(getDeal, { dealId }, scope)).version).toBe(1);
});

test('a waiting-for makes it waiting, a deferral parked, someday nothing', async () => {
  const {
    scope: { organizationId },
    dealId,
    motion,
  } = await openDeal();
  const wait = waiting(dealId);
  await crm.deliver(waitingForOpened, wait, { organizationId });
  expect(await motion()).toBe('waiting');
  const facts = task(dealId, { deferUntil: '2026-11-25' });
  await crm.deliver(taskCreated, facts, { organizationId });
  expect(await motion()).toBe('waiting');
  await crm.deliver(waitingForResolved, waiting(dealId, 'resolved', wait.waitingForId), { organizationId });
  expect(await motion()).toBe('parked');
  await crm.deliver(taskUpdated, { ...facts, list: 'someday', deferUntil: null }, { organizationId });
  expect(await motion()).toBe('stuck');
});

test('a task that goes to another deal changes both', async () => {
  const first = await openDeal();
  const { organizationId } = first.scope;
  const { id: otherId } = await crm.call(
    createDeal,
    { title: 'Y', stageId: (await crm.call(getDeal, { dealId: first.dealId }, first.scope)).stageId },
    first.scope,
  );
  const facts = task(first.dealId);
  await crm.deliver(taskCreated, facts, { organizationId });
  await crm.deliver(taskUpdated, { ...facts, links: { ...facts.links, dealId: otherId } }, { organizationId });
  expect(await first.motion()).toBe('stuck');
  expect(await crm.call(getDeal, { dealId: otherId }, first.scope)).toMatchObject({ motion: 'moving' });
  await crm.deliver(taskUpdated, { ...facts, links: { ...facts.links, dealId: null } }, { organizationId });
  expect(await crm.call(getDeal, { dealId: otherId }, first.scope)).toMatchObject({ motion: 'stuck' });
});

describe('events arrive', () => {
  test('twice: one effect', async () => {
    const {
      scope: { organizationId },
      dealId,
      motion,
      changes,
    } = await openDeal();
    const envelope = await crm.deliver(taskCreated, task(dealId), { organizationId });
    await crm.redeliver(envelope);
    expect(await motion()).toBe('moving');
    expect(await changes()).toEqual(['stuck → moving']);
  });

  test('out of order: the newest state stands', async () => {
    const {
      scope: { organizationId },
      dealId,
      motion,
      changes,
    } = await openDeal();
    const facts = task(dealId);
    await crm.deliver(taskCompleted, { ...facts, status: 'completed' }, { organizationId, sequence: 2, settle: false });
    const first = await crm.deliver(taskCreated, facts, { organizationId, sequence: 1 });
    await crm.settled();
    expect(await motion()).toBe('stuck');
    await crm.redeliver(first);
    expect(await motion()).toBe('stuck');
    await crm.deliver(taskReopened, facts, { organizationId, sequence: 3 });
    expect(await motion()).toBe('moving');
    expect((await changes()).at(-1)).toBe('stuck → moving');
  });

  test('with a gap that does not close: the task is asked for at its owner', async () => {
    const {
      scope: { organizationId },
      dealId,
      motion,
    } = await openDeal();
    const facts = task(dealId);
    await crm.deliver(taskCreated, facts, { organizationId, sequence: 1 });
    await crm.deliver(taskUpdated, facts, { organizationId, sequence: 5, settle: false });
    await waitFor('the missing task to be forgotten', async () => (await motion()) === 'stuck');
  });

  test('for a deal deleted meanwhile: nothing changes until it is restored', async () => {
    const { scope, dealId, motion, changes } = await openDeal();
    await crm.call(deleteDeal, { dealId }, scope);
    await crm.deliver(taskCreated, task(dealId), { organizationId: scope.organizationId });
    expect(await changes()).toEqual([]);
    await crm.call(restoreDeal, { dealId }, scope);
    await waitFor('the restored deal to be judged', async () => (await motion()) === 'moving');
  });

  test('for a deal nobody knows: they are kept and harm nothing', async () => {
    const {
      scope: { organizationId },
      motion,
    } = await openDeal();
    await crm.deliver(taskCreated, task(newId()), { organizationId });
    expect(await motion()).toBe('stuck');
  });
});

test('a closed deal keeps its motion; reopened, it gets the one its commitments give', async () => {
  const { scope, dealId, motion } = await openDeal();
  const { organizationId } = scope;
  const facts = task(dealId);
  await crm.deliver(taskCreated, facts, { organizationId });
  await crm.call(winDeal, { dealId }, scope);
  await crm.deliver(taskDeleted, { ...facts, status: 'deleted' }, { organizationId });
  expect(await motion()).toBe('moving');
  await crm.call(reopenDeal, { dealId }, scope);
  await waitFor('the reopened deal to be judged', async () => (await motion()) === 'stuck');
});

test('the daily job wakes deals whose deferral has come, in each organization, once', async () => {
  const [one, other] = [await openDeal(), await openDeal()];
  for (const { scope, dealId } of [one, other]) {
    const facts = task(dealId);
    await crm.deliver(taskCreated, facts, { organizationId: scope.organizationId });
    await crm.deliver(taskDeferred, { ...facts, deferUntil: '2026-11-22' }, { organizationId: scope.organizationId });
  }
  expect([await one.motion(), await other.motion()]).toEqual(['parked', 'parked']);
  const wake = crm.parts.jobs?.find(({ name }) => name === 'crm-motion-wake');
  const run = () => wake?.run(new AbortController().signal);
  await run();
  expect(await one.motion()).toBe('parked');
  // 23:30 on the 21st in London is the 22nd in Warsaw.
  now = new Date('2026-11-21T23:30:00.000Z');
  await run();
  await run();
  expect([await one.motion(), await other.motion()]).toEqual(['moving', 'moving']);
  expect(await one.changes()).toEqual(['stuck → moving', 'moving → parked', 'parked → moving']);
});
