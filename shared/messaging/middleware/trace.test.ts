import { afterAll, beforeEach, expect, test } from '@jest/globals';
import { context, trace as otel, propagation, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { systemClock } from '../../clock.ts';
import { newId } from '../../ids.ts';
import type { Outcome } from '../consumer.ts';
import type { Message, Running } from './passage.ts';
import { trace } from './trace.ts';

const exporter = new InMemorySpanExporter();
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
propagation.setGlobalPropagator(new W3CTraceContextPropagator());
otel.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }));

beforeEach(() => exporter.reset());
afterAll(() => otel.disable());

const traceId = 'a'.repeat(32);
const spanId = 'b'.repeat(16);
const organizationid = newId();
const running = { declaration: { durable: 'gtd-followups-deal-won' } } as Running;

const message = (more: Readonly<{ replayed?: boolean; time?: string }> = {}): Message =>
  ({
    subject: `evt.crm.${organizationid}.deal.won`,
    attempt: 2,
    replayed: more.replayed ?? false,
    envelope: {
      id: newId(),
      type: 'crm.deal.won',
      time: more.time ?? systemClock.now().toISOString(),
      organizationid,
      traceparent: `00-${traceId}-${spanId}-01`,
    },
  }) as unknown as Message;

const run = async (one: Message, work: () => Promise<Outcome> = async () => 'ok') => {
  await trace(running, one, work).catch(() => undefined);
  const [span] = exporter.getFinishedSpans();
  if (!span) throw new Error('no span');
  return span;
};

test('the span continues the trace in which the event was made, and links to it', async () => {
  const span = await run(message());
  expect(span.name).toBe('process crm.deal.won');
  expect(span.kind).toBe(SpanKind.CONSUMER);
  expect(span.spanContext().traceId).toBe(traceId);
  expect(span.parentSpanContext?.spanId).toBe(spanId);
  expect(span.links.map((link) => link.context.spanId)).toEqual([spanId]);
  expect(span.attributes).toMatchObject({
    'messaging.destination.template': 'evt.crm.{organization}.deal.won',
    'messaging.consumer.group.name': 'gtd-followups-deal-won',
    'messaging.nats.delivery_count': 2,
  });
});

test.each([
  ['a replay', message({ replayed: true })],
  ['an event older than an hour', message({ time: '2026-01-01T00:00:00.000Z' })],
])('%s starts a trace of its own that links to the old one', async (_what, one) => {
  const span = await run(one);
  expect(span.spanContext().traceId).not.toBe(traceId);
  expect(span.parentSpanContext).toBeUndefined();
  expect(span.links.map((link) => link.context.traceId)).toEqual([traceId]);
});

test('a failure marks the span and passes on', async () => {
  const failure = Promise.reject(new Error('no'));
  const span = await run(message(), () => failure);
  expect(span.status.code).toBe(SpanStatusCode.ERROR);
});
