import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { testProduct } from '../../e2e/support/product.ts';
import { type Answer, ask, signUpWithPipeline, type TestSession } from '../../e2e/support/session.client.ts';
import { waitFor } from '../../shared/testing/wait-for.ts';
import type { Product } from '../../tools/run/product.ts';
import type { ServiceName } from '../../tools/run/service-table.ts';
import { type OtlpReceiver, startOtlpReceiver, tracedTo } from './otlp-receiver.ts';
import { scrape } from './product-metrics.ts';

const services: ServiceName[] = ['gateway', 'crm', 'gtd', 'ai', 'voice', 'billing'];
const canary = (kind: string): string => `Kanarek${kind}${randomBytes(6).toString('hex')}`;

/** What a person or an operator must never find again in what we tell of ourselves. */
const planted = {
  apiKey: `sk-${canary('Key')}`,
  password: canary('Password'),
  name: canary('Name'),
  note: canary('Note'),
  mail: `${canary('Mail').toLowerCase()}@example.test`,
  bearer: `eyJ${canary('Head')}.${canary('Body')}.${canary('Sign')}`,
  query: canary('Query'),
  field: canary('Value'),
} as const;

let receiver: OtlpReceiver;
let product: Product;
let owner: TestSession;
const errors: Answer<unknown>[] = [];

const failing = async (method: string, path: string, options: Parameters<typeof ask>[3]): Promise<void> => {
  const answer = await ask<unknown>(product.url, method, path, options);
  expect(answer.status).toBeGreaterThanOrEqual(400);
  errors.push(answer);
};

beforeAll(async () => {
  receiver = await startOtlpReceiver();
  product = await testProduct({
    env: {
      ...tracedTo(receiver),
      OPENAI_API_KEY: planted.apiKey,
      // Nobody answers there: the failure of a provider is the likeliest way for a key to reach a log.
      OPENAI_BASE_URL: 'http://127.0.0.1:9/v1',
    },
  });
  owner = await signUpWithPipeline(product.url);
});
afterAll(async () => {
  await product?.stop();
  await receiver?.close();
});

const logLines = (service: ServiceName): Record<string, unknown>[] =>
  product
    .log(service)
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('canaries', () => {
  test('are planted wherever people and operators put secrets', async () => {
    const token = owner.session.accessToken;
    await owner.must('POST', '/contacts', { firstName: planted.name, lastName: 'Nowak', email: planted.mail, notes: planted.note });
    await owner.must('POST', '/inbox-items', { title: planted.note });
    const { id } = await owner.must<{ id: string }>('POST', '/deals', { title: planted.name, value: { amount: 100 }, notes: planted.note });
    await owner.must('POST', `/deals/${id}/win`, {});
    await owner.must('GET', `/contacts?filter=${encodeURIComponent(`lastName~${planted.query}`)}`).catch(() => undefined);
    await failing('POST', '/auth/login', { body: { email: planted.mail, password: planted.password } });
    await failing('POST', '/auth/register', { body: { email: planted.mail, password: planted.password, organizationName: 7 } });
    await failing('GET', '/deals', { token: planted.bearer });
    await failing('POST', '/deals', { token, body: { title: planted.name, value: { amount: planted.field } } });
    await failing('POST', '/deals', { token, body: { title: '', notes: planted.note } });
    await failing('GET', `/nowhere/${planted.query}?q=${planted.query}`, { token });
    await failing('POST', '/auth/refresh', { headers: { cookie: `refresh=${planted.field}` } });
    await failing('POST', '/billing/webhooks/sandbox', { body: { id: planted.field }, headers: { 'webhook-signature': planted.field } });
    await waitFor('ai to have failed with its provider', async () =>
      (await scrape(product, 'ai')).samples.some(
        ({ name, labels, value }) =>
          name === 'ai_requests_total' && labels['provider'] === 'openai' && labels['outcome'] === 'error' && value > 0,
      ),
    );
  });

  const secrets = (): string[] => {
    const { jwtSecret, jwtRefreshSecret, actorKeys } = product.secrets;
    const keys = Object.values(actorKeys).map(({ privateKey }) => privateKey);
    return [...Object.values(planted), jwtSecret, jwtRefreshSecret, ...keys, owner.password, owner.session.accessToken, owner.email];
  };
  const found = (text: string): string[] => secrets().filter((secret) => text.includes(secret));

  test.each(services)('are not in the log of %s', (service) => expect(found(product.log(service))).toEqual([]));
  test.each(services)('are not in the metrics of %s', async (service) => expect(found((await scrape(product, service)).text)).toEqual([]));
  test('are not in spans', () => {
    expect(receiver.spans().length).toBeGreaterThan(50);
    expect(found(JSON.stringify(receiver.spans()))).toEqual([]);
  });
  test('are not in the bodies and headers of errors', () => {
    expect(errors.length).toBeGreaterThan(6);
    expect(found(JSON.stringify(errors.map(({ body, headers }) => [body, Object.fromEntries(headers)])))).toEqual([]);
  });
});

describe('log lines', () => {
  test('of a request say what happened, when, where, to which request and trace', async () => {
    await owner.must('GET', '/deals');
    const line = await waitFor('the line', () =>
      logLines('gateway').find(
        ({ event, 'http.route': route, org_id: org }) => event === 'http.request' && route === '/api/v1/deals' && org,
      ),
    );
    expect(line).toMatchObject({
      level: 'info',
      message: 'http.request',
      service: 'gateway',
      version: expect.any(String),
      env: 'test',
      instance: expect.any(String),
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      trace_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      span_id: expect.stringMatching(/^[0-9a-f]{16}$/),
      trace_flags: expect.any(Number),
      request_id: expect.any(String),
      org_id: owner.session.organizationId,
      user_id: owner.session.user.id,
      'http.method': expect.any(String),
      'http.status': expect.any(Number),
      duration_ms: expect.any(Number),
      bytes: expect.any(Number),
      client_ip_hash: expect.any(String),
    });
  });

  test('become more with SIGUSR2, share one trace over gateway, crm and gtd, and become fewer with the next', async () => {
    const signal = async (now: string): Promise<void> => {
      for (const service of ['gateway', 'crm', 'gtd'] as const) {
        process.kill(product.pid(service) as number, 'SIGUSR2');
        await waitFor(`${service} at ${now}`, () =>
          logLines(service).some((line) => line['event'] === 'log.level_changed' && line['level_now'] === now),
        );
      }
    };
    await signal('debug');
    const { id } = await owner.must<{ id: string }>('POST', '/deals', { title: 'Dach', value: { amount: 100 } });
    const traceId = (await owner.request('POST', `/deals/${id}/win`, {})).headers.get('x-trace-id');
    const tells = (service: ServiceName, event: string) =>
      waitFor(`${event} of ${service} in the trace`, () =>
        logLines(service).some((line) => line['event'] === event && line['trace_id'] === traceId),
      );
    await tells('gateway', 'http.request');
    await tells('crm', 'rpc.answered');
    await tells('gtd', 'consumer.handled');
    await signal('info');
  });
});
