import { TraceFlags, trace } from '@opentelemetry/api';
import type { Histogram } from 'prom-client';
import { contextFrom } from './trace.ts';

/** A trace that was kept and shows what the observation was about; nothing for one that was not, since nobody could open it. */
export const sampledTrace = (): Readonly<{ trace_id: string; span_id: string }> | undefined => {
  const span = trace.getActiveSpan();
  if (!span?.isRecording()) return undefined;
  const { traceId, spanId } = span.spanContext();
  return { trace_id: traceId, span_id: spanId };
};

/** The same of a message's `traceparent`, outside its span. */
export const exemplarOf = (traceparent: string | undefined): ReturnType<typeof sampledTrace> => {
  const context = traceparent === undefined ? undefined : trace.getSpanContext(contextFrom(traceparent));
  if (!context || (context.traceFlags & TraceFlags.SAMPLED) === 0) return undefined;
  return { trace_id: context.traceId, span_id: context.spanId };
};

/** For histograms the catalogue marks with `exemplars`. */
export const observeWithExemplar = <L extends string>(
  histogram: Histogram<L>,
  labels: Partial<Record<L, string>>,
  value: number,
  exemplar = sampledTrace(),
): void => histogram.observe({ labels, value, ...(exemplar ? { exemplarLabels: exemplar as never } : {}) });
