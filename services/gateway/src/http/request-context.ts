import type { IncomingMessage } from 'node:http';
import { monotonicMs } from '@crm-gtd/shared/clock.ts';
import { isId, newId } from '@crm-gtd/shared/ids.ts';
import { trace } from '@opentelemetry/api';
import type { Request, Response } from 'express';
import { languageOf, type ProblemLanguage } from './problem-texts.ts';

/** Facts of one HTTP request, made once when it arrives. The mutable part is for the log line and the metrics. */
export type RequestContext = {
  readonly requestId: string;
  readonly correlationId: string;
  readonly traceId: string;
  readonly language: ProblemLanguage;
  readonly startedMs: number;
  readonly ip: string;
  /** Route template; a path with ids in it never becomes a label. */
  route: string;
  userId: string | undefined;
  organizationId: string | undefined;
  errorCode: string;
};

const contexts = new WeakMap<IncomingMessage, RequestContext>();

const header = (request: Request, name: string): string | undefined => {
  const value = request.headers[name];
  return typeof value === 'string' ? value : undefined;
};

const newTraceId = (): string => newId().replaceAll('-', '');

/** A caller may name its correlation id, as a uuid; anything else is replaced, so nothing foreign reaches a log line. */
export const beginRequest = (request: Request, response: Response): RequestContext => {
  const requestId = newId();
  const given = header(request, 'x-correlation-id') ?? header(request, 'x-request-id');
  const traceId = trace.getActiveSpan()?.spanContext().traceId ?? newTraceId();
  const context: RequestContext = {
    requestId,
    correlationId: isId(given) ? given : requestId,
    traceId,
    language: languageOf(header(request, 'accept-language')),
    startedMs: monotonicMs(),
    ip: request.ip ?? 'unknown',
    route: '_OTHER',
    userId: undefined,
    organizationId: undefined,
    errorCode: '',
  };
  contexts.set(request, context);
  response.setHeader('X-Request-Id', requestId);
  response.setHeader('X-Trace-Id', traceId);
  return context;
};

export const contextOf = (request: IncomingMessage): RequestContext => {
  const context = contexts.get(request);
  if (!context) throw new Error('The request has no context: it did not pass beginRequest');
  return context;
};
