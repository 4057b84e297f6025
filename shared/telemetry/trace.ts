import { type Attributes, type Context, context, propagation, type Span, type SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';

const tracer = trace.getTracer('crm-gtd');

type Carrier = Record<string, string>;

/** W3C `traceparent` of the active span; undefined when telemetry is off or nothing is active. */
export const currentTraceparent = (): string | undefined => {
  const carrier: Carrier = {};
  propagation.inject(context.active(), carrier);
  return carrier['traceparent'];
};

export const contextFrom = (traceparent: string | undefined): Context =>
  traceparent ? propagation.extract(context.active(), { traceparent }) : context.active();

export type SpanSettings = Readonly<{ kind?: SpanKind; attributes?: Attributes; traceparent?: string | undefined }>;

/** Runs `work` inside a span; a throw marks it ERROR and passes on. With `traceparent` the span continues that trace and links to it. */
export const withSpan = async <T>(name: string, settings: SpanSettings, work: (span: Span) => Promise<T>): Promise<T> => {
  const parent = contextFrom(settings.traceparent);
  const creation = settings.traceparent ? trace.getSpanContext(parent) : undefined;
  const options = {
    ...(settings.kind === undefined ? {} : { kind: settings.kind }),
    ...(settings.attributes ? { attributes: settings.attributes } : {}),
    ...(creation ? { links: [{ context: creation }] } : {}),
  };
  return tracer.startActiveSpan(name, options, parent, async (span) => {
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
