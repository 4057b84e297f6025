import { fixedClock } from '@crm-gtd/shared/clock.ts';
import {
  answerSuggestion,
  executionFinished,
  listExecutions,
  listSuggestions,
  suggestionAnswered,
  suggestionMade,
} from '@crm-gtd/shared/contracts/ai/suggestions.ts';
import { listCompanies } from '@crm-gtd/shared/contracts/crm/companies.ts';
import { listContacts } from '@crm-gtd/shared/contracts/crm/contacts.ts';
import { listDeals } from '@crm-gtd/shared/contracts/crm/deals.ts';
import { getInboxItem, type InboxItem, inboxItemCaptured } from '@crm-gtd/shared/contracts/gtd/inbox.ts';
import { listContexts } from '@crm-gtd/shared/contracts/gtd/tasks.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import { newId } from '@crm-gtd/shared/ids.ts';
import { type ActionEntry, handle } from '@crm-gtd/shared/service/handle.ts';
import { startTestService, type TestService } from '@crm-gtd/shared/testing/test-service.ts';
import { expect, test } from '@jest/globals';
import type { DB } from '../generated/db-types.ts';
import { aiService } from '../service.ts';
import { startFakeOpenAi } from '../testing/openai.fake.ts';

const clock = fixedClock('2026-11-16T10:00:00Z');
const at = '2026-11-16T09:00:00.000Z';
const owner = newId();
const context = { id: newId(), name: '@telefon', icon: 'phone', position: 0 };
const anna = { id: newId(), firstName: 'Anna', lastName: 'Kowalska', companyId: newId() };
const dealId = newId();

const item = (id: string, changes: Partial<InboxItem> = {}): InboxItem => ({
  id,
  title: 'Zadzwoń do Anny Kowalskiej do 15.12',
  notes: 'tajne: remont',
  source: 'manual',
  status: 'open',
  decision: null,
  resultId: null,
  capturedBy: owner,
  capturedAt: at,
  clarifiedAt: null,
  version: 1,
  ...changes,
});

/** gtd with one item as it is now, or none. */
const gtdWith = (current: (id: string) => InboxItem | undefined): ActionEntry[] => [
  handle(getInboxItem, async ({ inboxItemId }, { scope }) => {
    const found = current(inboxItemId);
    if (!found || scope.role !== 'SERVICE') throw new AppError('GTD_INBOX_ITEM_NOT_FOUND');
    return found;
  }),
  handle(listContexts, async () => ({ items: [context], nextCursor: null })),
];
const blank = {
  email: null,
  phone: null,
  jobTitle: null,
  companyName: null,
  street: null,
  postalCode: null,
  city: null,
  notes: null,
  tags: [],
  lastContactOn: null,
  createdAt: at,
  updatedAt: at,
  version: 1,
};
const searches: string[] = [];
const crm: ActionEntry[] = [
  handle(listContacts, async ({ q }) => {
    searches.push(q ?? '');
    return {
      items:
        q === 'kowalsk'
          ? [
              { ...blank, ...anna },
              { ...blank, id: newId(), firstName: 'Jan', lastName: 'Kowalski', companyId: null },
            ]
          : [],
      nextCursor: null,
    };
  }),
  handle(listCompanies, async () => ({ items: [], nextCursor: null })),
  handle(listDeals, async ({ contactId }) => ({ items: contactId === anna.id ? [dealOf(dealId)] : [], nextCursor: null })),
];
const dealOf = (id: string) => ({
  id,
  title: 'Roof',
  value: { amount: 1, currency: 'PLN' as const },
  companyId: null,
  contactId: anna.id,
  expectedCloseOn: null,
  notes: null,
  pipelineId: newId(),
  stageId: newId(),
  status: 'open' as const,
  motion: 'stuck' as const,
  companyName: null,
  contactName: null,
  ownerId: owner,
  lostReason: null,
  closedAt: null,
  stageEnteredAt: at,
  createdAt: at,
  updatedAt: at,
  version: 1,
});

const captured = (ai: TestService<DB>, inboxItemId = newId()) => ai.deliver(inboxItemCaptured, { inboxItemId, source: 'manual' });
const mine = (ai: TestService<DB>) => ai.scope({ actorId: owner, role: 'MEMBER' });

test('a captured thought gets one suggestion with context, day and links, for its owner alone, however often it is told', async () => {
  await using ai = await startTestService(aiService, { remotes: [...gtdWith((id) => item(id)), ...crm], clock });
  const envelope = await captured(ai);
  await ai.redeliver(envelope);
  const { items } = await ai.call(listSuggestions, { inboxItemId: envelope.aggregateid }, mine(ai));
  expect(items).toEqual([
    expect.objectContaining({
      decision: 'next',
      contextId: context.id,
      contextName: '@telefon',
      dueDate: '2026-12-15',
      provider: 'local',
      status: 'open',
      links: { contactId: anna.id, companyId: anna.companyId, dealId },
    }),
  ]);
  expect(searches).toContain('kowalsk');
  expect((await ai.call(listSuggestions, {})).items).toEqual([]);
  expect((await ai.call(listSuggestions, {}, { ...mine(ai), organizationId: newId() })).items).toEqual([]);
  expect(await ai.outbox(suggestionMade)).toEqual([
    expect.objectContaining({ data: expect.objectContaining({ decision: 'next', provider: 'local' }) }),
  ]);

  const { items: runs } = await ai.call(listExecutions, {});
  expect(runs).toEqual([expect.objectContaining({ rule: 'inbox-suggestion', status: 'succeeded', provider: 'local', error: null })]);
  expect(JSON.stringify(runs)).not.toMatch(/Ann|Kowalsk|tajne|remont/);
});

test('an answer is remembered, for the owner’s suggestions only', async () => {
  await using ai = await startTestService(aiService, { remotes: [...gtdWith((id) => item(id)), ...crm], clock });
  await captured(ai);
  const suggestionId = (await ai.call(listSuggestions, {}, mine(ai))).items[0]?.id ?? '';
  for (const scope of [ai.scope(), { ...mine(ai), organizationId: newId() }]) {
    await expect(ai.call(answerSuggestion, { suggestionId, answer: 'accepted' }, scope)).rejects.toMatchObject({
      code: 'AI_SUGGESTION_NOT_FOUND',
    });
  }
  expect(await ai.call(answerSuggestion, { suggestionId, answer: 'accepted' }, mine(ai))).toMatchObject({ status: 'accepted' });
  await ai.call(answerSuggestion, { suggestionId, answer: 'accepted' }, mine(ai));
  expect(await ai.outbox(suggestionAnswered)).toHaveLength(1);
  expect((await ai.call(listSuggestions, { status: 'open' }, mine(ai))).items).toEqual([]);
});

test.each([
  ['decided meanwhile', (id: string) => item(id, { status: 'clarified', decision: 'trash' })],
  ['gone', () => undefined],
])('a thought that is %s gets none, and the event is done', async (_how, current) => {
  await using ai = await startTestService(aiService, { remotes: [...gtdWith(current), ...crm], clock });
  await captured(ai);
  expect((await ai.call(listSuggestions, {}, mine(ai))).items).toEqual([]);
  expect(await ai.bus.deadLetters.list({ limit: 10 })).toMatchObject({ items: [] });
});

test('while crm is away the suggestion comes without links', async () => {
  await using ai = await startTestService(aiService, { remotes: gtdWith((id) => item(id)), clock });
  await captured(ai);
  expect((await ai.call(listSuggestions, {}, mine(ai))).items).toEqual([
    expect.objectContaining({ decision: 'next', links: { contactId: null, companyId: null, dealId: null } }),
  ]);
});

test('while gtd is failing the event waits, and is answered when gtd is back', async () => {
  let asked = 0;
  const recovering = (id: string): InboxItem => {
    asked += 1;
    if (asked <= 2) throw new AppError('SERVICE_UNAVAILABLE');
    return item(id);
  };
  await using ai = await startTestService(aiService, { remotes: [...gtdWith(recovering), ...crm], clock });
  await captured(ai);
  expect((await ai.call(listSuggestions, {}, mine(ai))).items).toHaveLength(1);
});

test('with a key the provider suggests', async () => {
  const answer = { decision: 'someday', contextId: null, dueDate: null, title: 'Anna', confidence: 0.6, reason: 'Może później.' };
  await using server = await startFakeOpenAi(() => ({ content: JSON.stringify(answer) }));
  await using ai = await startTestService(aiService, {
    remotes: [...gtdWith((id) => item(id)), ...crm],
    clock,
    config: { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: server.baseUrl, OPENAI_MODEL: 'some-model' },
  });
  await captured(ai);
  expect((await ai.call(listSuggestions, {}, mine(ai))).items).toEqual([
    expect.objectContaining({ ...answer, provider: 'openai', links: expect.objectContaining({ contactId: anna.id }) }),
  ]);
  expect((await ai.call(listExecutions, {})).items).toEqual([
    expect.objectContaining({ provider: 'openai', model: 'some-model', status: 'succeeded' }),
  ]);
});

test('a provider that fails leaves its failure on record and the local heuristic answers', async () => {
  await using server = await startFakeOpenAi(() => ({ status: 401 }));
  await using ai = await startTestService(aiService, {
    remotes: [...gtdWith((id) => item(id)), ...crm],
    clock,
    config: { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: server.baseUrl },
  });
  await captured(ai);
  expect((await ai.call(listSuggestions, {}, mine(ai))).items).toEqual([expect.objectContaining({ decision: 'next', provider: 'local' })]);
  const { items } = await ai.call(listExecutions, {});
  expect(items).toHaveLength(2);
  expect(items).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ provider: 'openai', status: 'failed', error: 'AI_PROVIDER_FAILED: status 401', output: null }),
      expect.objectContaining({ provider: 'local', status: 'succeeded', error: null }),
    ]),
  );
  expect(await ai.outbox(executionFinished)).toHaveLength(2);
});
