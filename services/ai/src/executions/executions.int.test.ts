import { executionFinished, listExecutions } from '@crm-gtd/shared/contracts/ai/suggestions.ts';
import { dealWon } from '@crm-gtd/shared/contracts/crm/deals.ts';
import { newId } from '@crm-gtd/shared/ids.ts';
import { startTestService, type TestService } from '@crm-gtd/shared/testing/test-service.ts';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { DB } from '../generated/db-types.ts';
import { aiService } from '../service.ts';

let ai: TestService<DB>;
beforeAll(async () => {
  ai = await startTestService(aiService);
});
afterAll(async () => ai[Symbol.asyncDispose]());

const stageId = newId();
const won = (dealId: string, organizationId: string, sequence: number) =>
  ai.deliver(
    dealWon,
    {
      dealId,
      pipelineId: newId(),
      companyId: null,
      contactId: newId(),
      ownerId: newId(),
      value: { amount: 100_000, currency: 'PLN' },
      closedAt: '2026-11-19T10:00:00.000Z',
      before: { stageId, status: 'open' },
      after: { stageId, status: 'won' },
    },
    { organizationId, sequence },
  );

test('a won deal leaves one execution, however often it is told', async () => {
  const [dealId, organizationId] = [newId(), newId()];
  const envelope = await won(dealId, organizationId, 3);
  await ai.redeliver(envelope);
  const { items } = await ai.call(listExecutions, { rule: 'deal-won-next-steps' }, ai.scope({ organizationId }));
  expect(items).toEqual([
    expect.objectContaining({
      status: 'succeeded',
      provider: 'local',
      error: null,
      triggeredBy: 'crm.deal.won',
      input: expect.objectContaining({ dealId, eventId: envelope.id }),
      output: { steps: expect.arrayContaining([{ step: 'thankClient', dueOn: '2026-11-20', why: 'always' }]) },
    }),
  ]);
  const told = (await ai.outbox(executionFinished)).filter(({ data }) => data.dealId === dealId);
  expect(told).toHaveLength(1);
  expect(told[0]?.envelope).toMatchObject({ causationid: envelope.id, correlationid: envelope.correlationid });
});

test('a win that was overtaken by a later one still leaves its own', async () => {
  const [dealId, organizationId] = [newId(), newId()];
  await won(dealId, organizationId, 7);
  await won(dealId, organizationId, 5);
  expect((await ai.call(listExecutions, {}, ai.scope({ organizationId }))).items).toHaveLength(2);
});

test('managers see their own organization’s, newest first and page by page; members see none', async () => {
  const organizationId = newId();
  for (let i = 1; i <= 3; i++) await won(newId(), organizationId, 1);
  const manager = ai.scope({ organizationId, role: 'MANAGER' });
  const first = await ai.call(listExecutions, { limit: 2 }, manager);
  const second = await ai.call(listExecutions, { limit: 2, cursor: first.nextCursor ?? '' }, manager);
  const times = [...first.items, ...second.items].map(({ createdAt }) => createdAt);
  expect(times).toEqual([...times].sort().reverse());
  expect(times).toHaveLength(3);
  expect(second.nextCursor).toBeNull();
  expect((await ai.call(listExecutions, { status: 'failed' }, manager)).items).toEqual([]);
  expect((await ai.call(listExecutions, {}, ai.scope({ organizationId: newId() }))).items).toEqual([]);
  await expect(ai.call(listExecutions, {}, ai.scope({ organizationId, role: 'MEMBER' }))).rejects.toMatchObject({
    code: 'PERMISSION_DENIED',
  });
});
