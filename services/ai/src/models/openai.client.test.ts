import { expect, test } from '@jest/globals';
import { startFakeOpenAi } from '../testing/openai.fake.ts';
import { openAiSuggester } from './openai.client.ts';

const contextId = '018f0000-0000-7000-8000-000000000001';
const thought = {
  title: 'Zadzwoń do Anny',
  notes: null,
  today: '2026-11-16',
  contexts: [{ id: contextId, name: '@telefon', icon: 'phone', position: 0 }],
};
const good = { decision: 'next', contextId, dueDate: '2026-11-20', title: ' Zadzwonić do Anny ', confidence: 0.9, reason: 'To rozmowa.' };
const suggesterAt = (baseUrl: string, timeoutMs = 120_000) =>
  openAiSuggester({ apiKey: 'sk-test', baseUrl, model: 'some-model', timeoutMs });

test('asks for structured output and answers a checked draft', async () => {
  await using server = await startFakeOpenAi(() => ({ content: JSON.stringify(good) }));
  await expect(suggesterAt(server.baseUrl).suggest(thought)).resolves.toEqual({ ...good, title: 'Zadzwonić do Anny' });
  expect(server.requests).toEqual([
    expect.objectContaining({
      path: '/v1/chat/completions',
      authorization: 'Bearer sk-test',
      body: expect.objectContaining({
        model: 'some-model',
        response_format: expect.objectContaining({ type: 'json_schema', json_schema: expect.objectContaining({ strict: true }) }),
      }),
    }),
  ]);
});

test('a context nobody offered is left out', async () => {
  await using server = await startFakeOpenAi(() => ({
    content: JSON.stringify({ ...good, contextId: '018f0000-0000-7000-8000-000000000009' }),
  }));
  await expect(suggesterAt(server.baseUrl).suggest(thought)).resolves.toMatchObject({ contextId: null });
});

test.each([
  ['no JSON', 'Sure! I think…'],
  ['an unknown decision', JSON.stringify({ ...good, decision: 'procrastinate' })],
  ['a day that does not exist', JSON.stringify({ ...good, dueDate: '2026-02-30' })],
  ['too much confidence', JSON.stringify({ ...good, confidence: 17 })],
  ['a missing field', JSON.stringify({ ...good, reason: undefined })],
  ['no reason', JSON.stringify({ ...good, reason: ' ' })],
])('%s is a failure, not a suggestion', async (_what, content) => {
  await using server = await startFakeOpenAi(() => ({ content }));
  await expect(suggesterAt(server.baseUrl).suggest(thought)).rejects.toMatchObject({
    code: 'AI_PROVIDER_FAILED',
    details: { reason: 'answer does not fit' },
  });
});

test('a refusal says its status and never the key', async () => {
  await using server = await startFakeOpenAi(() => ({ status: 401 }));
  const error = await suggesterAt(server.baseUrl)
    .suggest(thought)
    .catch((fault: unknown) => fault);
  expect(error).toMatchObject({ code: 'AI_PROVIDER_FAILED', details: { reason: 'status 401' } });
  expect(JSON.stringify(error)).not.toMatch(/sk-/);
});

test('a fault that passes is tried again once', async () => {
  await using server = await startFakeOpenAi((call) => (call === 1 ? { status: 500 } : { content: JSON.stringify(good) }));
  await expect(suggesterAt(server.baseUrl).suggest(thought)).resolves.toMatchObject({ decision: 'next' });
});

test('silence ends at the time limit', async () => {
  await using server = await startFakeOpenAi(() => ({ content: '{}', delayMs: 5_000 }));
  await expect(suggesterAt(server.baseUrl, 300).suggest(thought)).rejects.toMatchObject({
    code: 'AI_PROVIDER_FAILED',
    details: { reason: 'timeout' },
  });
});

test('nobody there is a failure too', async () => {
  const server = await startFakeOpenAi(() => ({}));
  await server[Symbol.asyncDispose]();
  await expect(suggesterAt(server.baseUrl).suggest(thought)).rejects.toMatchObject({
    code: 'AI_PROVIDER_FAILED',
    details: { reason: 'unreachable' },
  });
});
