import {
  type Attributes,
  type Context,
  context,
  INVALID_TRACEID,
  isSpanContextValid,
  type Span,
  type SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
} from '@opentelemetry/api';

const tracer = trace.getTracer('crm-gtd');

/** W3C `traceparent` of the active span; undefined when telemetry is off or nothing is active. */
export const currentTraceparent = (): string | undefined => {
  const active = trace.getSpanContext(context.active());
  if (!active || active.traceId === INVALID_TRACEID) return undefined;
  return `00-${active.traceId}-${active.spanId}-${active.traceFlags.toString(16).padStart(2, '0')}`;
};

const form = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** Our own header on its way back: what the general propagator does beside (baggage, trace state) never travels here. */
export const contextFrom = (traceparent: string | undefined): Context => {
  const [, traceId = '', spanId = '', flags = ''] = (traceparent && form.exec(traceparent)) || [];
  const remote = { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true };
  return isSpanContextValid(remote) ? trace.setSpanContext(context.active(), remote) : context.active();
};

export type SpanSettings = Readonly<{ kind?: SpanKind; attributes?: Attributes; traceparent?: string | undefined }>;

const optionsOf = ({ kind, attributes, traceparent }: SpanSettings, parent: Context) => {
  const creation = traceparent ? trace.getSpanContext(parent) : undefined;
  return {
    ...(kind === undefined ? {} : { kind }),
    ...(attributes ? { attributes } : {}),
    ...(creation ? { links: [{ context: creation }] } : {}),
  };
};

/** The trace was decided against where it began: its children would be nothing but ids, so they are not made. */
const unsampled = (parent: Context): Span | undefined => {
  const span = trace.getSpan(parent);
  const known = span?.spanContext();
  return known && known.traceId !== INVALID_TRACEID && (known.traceFlags & TraceFlags.SAMPLED) === 0 ? span : undefined;
};

/** Runs `work` inside a span; a throw marks it ERROR and passes on. With `traceparent` the span continues that trace and links to it. */
export const withSpan = async <T>(name: string, settings: SpanSettings, work: (span: Span) => Promise<T>): Promise<T> => {
  const parent = contextFrom(settings.traceparent);
  const silent = unsampled(parent);
  if (silent) return parent === context.active() ? work(silent) : context.with(parent, work, undefined, silent);
  return tracer.startActiveSpan(name, optionsOf(settings, parent), parent, async (span) => {
    try {
      return await work(span);
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
};
