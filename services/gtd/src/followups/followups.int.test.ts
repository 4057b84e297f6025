import { dealReopened, dealWon } from '@crm-gtd/shared/contracts/crm/deals.ts';
import { organizationCreated } from '@crm-gtd/shared/contracts/gateway/organizations.ts';
import { completeTask, listTasks, type Task, taskCreated, taskDeleted, updateTask } from '@crm-gtd/shared/contracts/gtd/tasks.ts';
import { newId } from '@crm-gtd/shared/ids.ts';
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

const stageId = newId();
const change = { before: { stageId, status: 'open' as const }, after: { stageId, status: 'won' as const } };
const someDeal = () => ({ dealId: newId(), pipelineId: newId(), companyId: newId(), contactId: newId() });
type SomeDeal = ReturnType<typeof someDeal>;

const won = (deal: SomeDeal, sequence: number, ownerId = newId()) =>
  gtd.deliver(
    dealWon,
    { ...deal, ...change, ownerId, value: { amount: 100, currency: 'PLN' }, closedAt: '2026-11-19T23:30:00.000Z' },
    { sequence },
  );
const reopened = (deal: SomeDeal, sequence: number) =>
  gtd.deliver(dealReopened, { ...deal, before: change.after, after: change.before }, { sequence });
const tasksOf = async ({ dealId }: SomeDeal, status: Task['status'] = 'open') => (await gtd.call(listTasks, { dealId, status })).items;

test('a won deal gives its owner one task in his list, due in three working days, however often it is told', async () => {
  const [deal, ownerId] = [someDeal(), newId()];
  const envelope = await won(deal, 4, ownerId);
  await gtd.redeliver(envelope);
  // Won at half past midnight in Warsaw, on Friday the 20th.
  expect(await tasksOf(deal)).toEqual([
    expect.objectContaining({
      dueDate: '2026-11-25',
      assigneeId: ownerId,
      origin: 'dealWon',
      links: { dealId: deal.dealId, companyId: deal.companyId, contactId: deal.contactId },
    }),
  ]);
  expect((await gtd.call(listTasks, {}, gtd.scope({ actorId: ownerId }))).items).toHaveLength(1);
  const told = (await gtd.outbox(taskCreated)).filter(({ data }) => data.causedByDealId === deal.dealId);
  expect(told).toHaveLength(1);
  expect(told[0]?.envelope).toMatchObject({ causationid: envelope.id, correlationid: envelope.correlationid });
});

test('it speaks the language of the organization', async () => {
  const deal = someDeal();
  await gtd.deliver(organizationCreated, { organizationId: gtd.organizationId, ownerId: newId(), locale: 'en' });
  await won(deal, 1);
  expect((await tasksOf(deal))[0]?.title).toBe('Follow up with the client');
});

test('U28: it names what crm knows of the deal; of one crm does not know, it is made all the same', async () => {
  const [deal, unknown] = [{ ...someDeal(), dealId: known.dealId }, someDeal()];
  await won(deal, 1);
  await won(unknown, 1);
  expect((await tasksOf(deal))[0]?.title).toMatch(/: Roof$/);
  expect(await tasksOf(unknown)).toHaveLength(1);
});

test('a reopened deal takes the untouched task away', async () => {
  const deal = someDeal();
  await won(deal, 4);
  const envelope = await reopened(deal, 5);
  await gtd.redeliver(envelope);
  expect(await tasksOf(deal)).toEqual([]);
  expect((await gtd.outbox(taskDeleted)).filter(({ data }) => data.causedByDealId === deal.dealId)).toHaveLength(1);
});

test.each([
  ['edited', async (taskId: string) => gtd.call(updateTask, { taskId, notes: 'spoke to her' }), 'open' as const],
  ['completed', async (taskId: string) => gtd.call(completeTask, { taskId }), 'completed' as const],
])('a task somebody %s stays', async (_how, touch, status) => {
  const deal = someDeal();
  await won(deal, 4);
  await touch((await tasksOf(deal))[0]?.id ?? '');
  await reopened(deal, 5);
  expect(await tasksOf(deal, status)).toHaveLength(1);
});

test('a reopening that overtook its win leaves no task, a later win makes one', async () => {
  const deal = someDeal();
  await reopened(deal, 5);
  await won(deal, 4);
  expect(await tasksOf(deal)).toEqual([]);
  await won(deal, 6);
  expect(await tasksOf(deal)).toHaveLength(1);
});

test('won, reopened and won again in any order of arrival leaves the last win’s task', async () => {
  const orders = [
    [4, 5, 6],
    [4, 6, 5],
    [5, 4, 6],
    [5, 6, 4],
    [6, 4, 5],
    [6, 5, 4],
  ];
  for (const order of orders) {
    const deal = someDeal();
    for (const sequence of order) await (sequence === 5 ? reopened(deal, sequence) : won(deal, sequence));
    expect({ order, open: (await tasksOf(deal)).length }).toEqual({ order, open: 1 });
  }
});

test('organizations do not meet: the same deal id elsewhere is another deal', async () => {
  const deal = someDeal();
  await won(deal, 4);
  await gtd.deliver(dealReopened, { ...deal, before: change.after, after: change.before }, { sequence: 9, organizationId: newId() });
  expect(await tasksOf(deal)).toHaveLength(1);
});
