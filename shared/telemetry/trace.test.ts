import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { AlwaysOnSampler, InMemorySpanExporter, ParentBasedSampler, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { contextFrom, currentTraceparent, withSpan } from './trace.ts';

const exporter = new InMemorySpanExporter();
const traceId = '0af7651916cd43dd8448eb211c80319c';
const parentId = 'b7ad6b7169203331';

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const sampler = new ParentBasedSampler({ root: new AlwaysOnSampler() });
  trace.setGlobalTracerProvider(new TracerProvider({ sampler, spanProcessors: [new SimpleSpanProcessor({ exporter })] }));
});
beforeEach(() => exporter.reset());
afterAll(() => {
  trace.disable();
  context.disable();
});

test('a sampled trace goes on: parent and link are the caller, and inside the traceparent is the new span', async () => {
  const inside = await withSpan('work', { traceparent: `00-${traceId}-${parentId}-01` }, async () => currentTraceparent());
  const [span] = exporter.getFinishedSpans();
  expect(span?.spanContext().traceId).toBe(traceId);
  expect(span?.parentSpanContext?.spanId).toBe(parentId);
  expect(span?.links[0]?.context.spanId).toBe(parentId);
  expect(inside).toBe(`00-${traceId}-${span?.spanContext().spanId}-01`);
});

test('an unsampled trace makes no span, and is told on as unsampled with its id', async () => {
  const header = `00-${traceId}-${parentId}-00`;
  const inside = await withSpan('outer', { traceparent: header }, () => withSpan('inner', {}, async () => currentTraceparent()));
  expect(inside).toBe(header);
  expect(exporter.getFinishedSpans()).toEqual([]);
});

test('without a caller a new trace begins, and a failure marks its span', async () => {
  await expect(withSpan('work', {}, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  const [span] = exporter.getFinishedSpans();
  expect(span?.parentSpanContext).toBeUndefined();
  expect(span?.status.code).toBe(2);
});

test.each(['', 'nonsense', `00-${'0'.repeat(32)}-${parentId}-01`, `01-${traceId}-${parentId}-01`, `00-${traceId}-${parentId}-01-more`])(
  'the header %j is no context',
  (header) => {
    expect(contextFrom(header)).toBe(ROOT_CONTEXT);
    expect(currentTraceparent()).toBeUndefined();
  },
);
