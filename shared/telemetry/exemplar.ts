import { type SpanContext, TraceFlags, trace } from '@opentelemetry/api';
import type { Histogram } from 'prom-client';
import { contextFrom } from './trace.ts';

type Exemplar = Readonly<{ trace_id: string; span_id: string }>;

/** A trace that was kept shows what an observation was about; one that was not leads nowhere. The flag is asked and not the span: a request's figures are taken when its span has ended. */
const exemplarIn = (context: SpanContext | undefined): Exemplar | undefined =>
  context && (context.traceFlags & TraceFlags.SAMPLED) !== 0 ? { trace_id: context.traceId, span_id: context.spanId } : undefined;

const activeExemplar = (): Exemplar | undefined => exemplarIn(trace.getActiveSpan()?.spanContext());

/** Of a message's `traceparent`, outside its span. */
export const exemplarOf = (traceparent: string | undefined): Exemplar | undefined =>
  traceparent === undefined ? undefined : exemplarIn(trace.getSpanContext(contextFrom(traceparent)));

/** For histograms the catalogue marks with `exemplars`. */
export const observeWithExemplar = <L extends string>(
  histogram: Histogram<L>,
  labels: Partial<Record<L, string>>,
  value: number,
  exemplar = activeExemplar(),
): void => histogram.observe({ labels, value, ...(exemplar ? { exemplarLabels: exemplar as never } : {}) });
