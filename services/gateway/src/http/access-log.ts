import { monotonicMs } from '@crm-gtd/shared/clock.ts';
import { observeWithExemplar } from '@crm-gtd/shared/telemetry/exemplar.ts';
import { logger } from '@crm-gtd/shared/telemetry/logger.ts';
import { context as traceContext } from '@opentelemetry/api';
import type { NextFunction, Request, Response } from 'express';
import type { AddressHash } from './address-hash.ts';
import { activeRequests, methodLabel, requestBody, requestDuration, responseBody } from './http-metrics.ts';
import { beginRequest, type RequestContext } from './request-context.ts';

const lengthOf = (value: unknown): number => Number(value ?? 0) || 0;

/**
 * What the caller did wrong says nothing of the route, and a scanner that tries every route with every fault would make thousands of
 * series: refusals are counted by status alone, and the log line has the route.
 */
const measure = (response: Response, context: RequestContext, method: string, status: number, seconds: number): void => {
  const http_route = status >= 400 && status < 500 ? '_OTHER' : context.route;
  activeRequests.dec({ http_request_method: method });
  observeWithExemplar(
    requestDuration,
    {
      http_request_method: method,
      http_route,
      http_response_status_code: String(status),
      error_type: status >= 500 ? context.errorCode : '',
    },
    seconds,
  );
  const received = lengthOf(response.req.headers['content-length']);
  if (received > 0) requestBody.observe({ http_route }, received);
  responseBody.observe({ http_route }, lengthOf(response.getHeader('content-length')));
};

/** One line and one measurement per request, when its answer has left or its caller has. */
const finished = (response: Response, context: RequestContext, method: string, addressHash: AddressHash): void => {
  const seconds = (monotonicMs() - context.startedMs) / 1_000;
  const status = response.writableFinished ? response.statusCode : 499;
  measure(response, context, method, status, seconds);
  logger.info('http.request', {
    'http.method': method,
    'http.route': context.route,
    'http.status': status,
    duration_ms: Math.round(seconds * 100_000) / 100,
    bytes: lengthOf(response.getHeader('content-length')),
    request_id: context.requestId,
    correlation_id: context.correlationId,
    client_ip_hash: addressHash(context.ip),
    ...(context.userId ? { user_id: context.userId, org_id: context.organizationId } : {}),
    ...(context.errorCode ? { 'error.type': context.errorCode } : {}),
  });
};

export const requestScope =
  (addressHash: AddressHash) =>
  (request: Request, response: Response, next: NextFunction): void => {
    const context = beginRequest(request, response);
    const method = methodLabel(request.method);
    activeRequests.inc({ http_request_method: method });
    // The connection closes outside the request's trace: bound to it, the line carries its ids.
    response.once(
      'close',
      traceContext.bind(traceContext.active(), () => finished(response, context, method, addressHash)),
    );
    next();
  };
