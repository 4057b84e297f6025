import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { context, propagation, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';

const tracer = trace.getTracer('crm-gtd');

/** Health and metrics are asked every few seconds and tell nothing; the event stream stays open for hours. */
const unseen = /^\/(metrics|health)|\/events(\?|$)/;

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** Words of our routes and ids; whatever else stands in a path came from outside, and may be a token or somebody's name. */
const ownSegment = /^(?:[a-z]{1,20}(?:-[a-z]{1,20}){0,3}|v\d|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})?$/;
const cleanPath = (url: string): string =>
  (url.split('?', 1)[0] as string)
    .split('/')
    .map((segment) => (ownSegment.test(segment) ? segment : '_'))
    .join('/');

/** Names by OpenTelemetry's stable HTTP conventions. The query stays out: people type names into it. */
const describe = (span: Span, request: IncomingMessage, response: ServerResponse): void => {
  const url = request.url ?? '/';
  span.setAttributes({
    'http.request.method': methods.has(request.method ?? '') ? (request.method as string) : '_OTHER',
    'url.scheme': 'http',
    'url.path': cleanPath(url),
    'network.protocol.version': request.httpVersion,
    'server.address': request.headers.host ?? '',
    'user_agent.original': request.headers['user-agent'] ?? '',
  });
  response.once('close', () => {
    span.setAttribute('http.response.status_code', response.statusCode);
    if (response.statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
  });
};

/**
 * The server span of a listener, in place of the general instrumentation: it decides on sampling first, and a request that is not
 * sampled costs no more than its trace id. Listeners of request and response run outside the trace unless they are bound to it.
 */
export const withServerSpan =
  (handler: RequestListener): RequestListener =>
  (request, response) => {
    if (unseen.test(request.url ?? '')) return handler(request, response);
    const parent = request.headers['traceparent'] === undefined ? ROOT_CONTEXT : propagation.extract(ROOT_CONTEXT, request.headers);
    const span = tracer.startSpan(request.method ?? '_OTHER', { kind: SpanKind.SERVER }, parent);
    if (span.isRecording()) describe(span, request, response);
    context.with(trace.setSpan(parent, span), () => handler(request, response));
  };
