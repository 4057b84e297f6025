import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { testProduct } from '../../e2e/support/product.ts';
import { signUpWithPipeline, type TestSession } from '../../e2e/support/session.client.ts';
import { waitFor } from '../../shared/testing/wait-for.ts';
import type { Product } from '../../tools/run/product.ts';
import { type OtlpReceiver, type Span, startOtlpReceiver, tracedTo } from './otlp-receiver.ts';

let receiver: OtlpReceiver;
let product: Product;
let owner: TestSession;

beforeAll(async () => {
  receiver = await startOtlpReceiver();
  product = await testProduct({ env: tracedTo(receiver) });
  owner = await signUpWithPipeline(product.url);
});
afterAll(async () => {
  await product?.stop();
  await receiver?.close();
});

/** What a browser does: its own trace id in `traceparent`, and one click. */
const winDealInBrowser = async (): Promise<string> => {
  const { id } = await owner.must<{ id: string }>('POST', '/deals', { title: 'Wdrożenie', value: { amount: 50_000 } });
  const traceId = randomBytes(16).toString('hex');
  const answer = await owner.request('POST', `/deals/${id}/win`, {}, { traceparent: `00-${traceId}-${randomBytes(8).toString('hex')}-01` });
  expect(answer.status).toBe(200);
  return answer.headers.get('x-trace-id') ?? traceId;
};

const serverKind = 2;

const chainOf = (span: Span, all: readonly Span[]): Span[] => {
  const parent = all.find(({ spanId }) => spanId === span.parentSpanId);
  return parent ? [...chainOf(parent, all), span] : [span];
};

const followUpInsert = (trace: readonly Span[]): Span | undefined =>
  trace.find(
    (span) =>
      span.service === 'gtd' &&
      span.scope.includes('instrumentation-pg') &&
      /insert into .*tasks/i.test(String(span.attributes['db.query.text'] ?? span.attributes['db.statement'] ?? '')),
  );

describe('one click', () => {
  test('gives one connected trace over gateway, bus, crm, PostgreSQL, outbox, stream, gtd and PostgreSQL', async () => {
    const traceId = await winDealInBrowser();
    const trace = () => receiver.spans().filter((span) => span.traceId === traceId);
    const leaf = await waitFor('the follow-up task to be stored within this trace', () => followUpInsert(trace()));
    // Each service sends its spans when it likes: the last of the chain may arrive first.
    const chain = await waitFor('the spans above it', () => {
      const known = chainOf(leaf, trace());
      return known[0]?.service === 'gateway' ? known : undefined;
    });
    expect(chain.map(({ service }) => service).filter((service, index, all) => service !== all[index - 1])).toEqual([
      'gateway',
      'crm',
      'gtd',
    ]);
    expect(chain.map(({ name }) => name)).toEqual(expect.arrayContaining(['v1.crm.deals.win', 'process crm.deal.won']));
    const writes = trace().filter(({ service, scope }) => service === 'crm' && scope.includes('instrumentation-pg'));
    expect(writes.length).toBeGreaterThan(0);
    expect(trace().some(({ service, name }) => service === 'crm' && name.startsWith('publish crm.deal.won'))).toBe(true);
    for (const service of ['billing', 'ai', 'gateway'])
      await waitFor(`${service} to process the event in this trace`, () =>
        trace().some((span) => span.service === service && span.name === 'process crm.deal.won'),
      );
  });

  test('no span of it is an orphan, and none carries a person, a title or an SQL value', async () => {
    const traceId = await winDealInBrowser();
    await waitFor('the trace', () => followUpInsert(receiver.spans().filter((span) => span.traceId === traceId)));
    const orphans = (): string[] => {
      const ids = new Set(receiver.spans().map(({ spanId }) => spanId));
      // The browser's own span is the gateway's parent and never reaches this collector.
      const lost = receiver
        .spans()
        .filter(
          (span) =>
            span.traceId === traceId &&
            span.parentSpanId !== '' &&
            !ids.has(span.parentSpanId) &&
            !(span.service === 'gateway' && span.kind === serverKind),
        );
      return lost.map(({ service, name }) => `${service}: ${name}`);
    };
    await waitFor('every parent to arrive', () => orphans().length === 0);
    const spans = receiver.spans();
    const text = JSON.stringify(spans.map(({ attributes }) => attributes));
    for (const secret of [owner.email, owner.password, 'Wdrożenie', 'Anna Właścicielka']) expect(text).not.toContain(secret);
  });

  test('is instrumented by exactly these scopes, and the server span knows its route', () => {
    const scopes = [...new Set(receiver.spans().map(({ scope }) => scope))].sort();
    expect(scopes).toEqual(['@opentelemetry/instrumentation-ioredis', '@opentelemetry/instrumentation-pg', 'crm-gtd']);
    const routes = receiver
      .spans()
      .filter(({ service, kind, scope }) => service === 'gateway' && kind === serverKind && scope === 'crm-gtd')
      .map(({ attributes }) => String(attributes['http.route']));
    expect(routes.some((route) => /\/deals\/[:{]dealId\}?\/win$/.test(route))).toBe(true);
  });

  test('of twenty users at once never mixes their traces', async () => {
    const traces = await Promise.all(Array.from({ length: 20 }, winDealInBrowser));
    expect(new Set(traces).size).toBe(20);
    await waitFor('every trace to reach gtd', () =>
      traces.every((traceId) => followUpInsert(receiver.spans().filter((span) => span.traceId === traceId))),
    );
    const answers = (traceId: string): number =>
      receiver.spans().filter((span) => span.traceId === traceId && span.name === 'v1.crm.deals.win' && span.kind === serverKind).length;
    await waitFor('every answer of crm to arrive', () => traces.every((traceId) => answers(traceId) > 0));
    expect(traces.map(answers)).toEqual(traces.map(() => 1));
  });
});
