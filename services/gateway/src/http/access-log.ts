import { monotonicMs } from '@crm-gtd/shared/clock.ts';
import { logger } from '@crm-gtd/shared/telemetry/logger.ts';
import { context as traceContext } from '@opentelemetry/api';
import type { NextFunction, Request, Response } from 'express';
import { activeRequests, methodLabel, requestDuration } from './http-metrics.ts';
import { beginRequest, type RequestContext } from './request-context.ts';

/** One line and one measurement per request, when its answer has left or its caller has. */
const finished = (response: Response, context: RequestContext, method: string): void => {
  const seconds = (monotonicMs() - context.startedMs) / 1_000;
  const status = response.writableFinished ? response.statusCode : 499;
  activeRequests.dec({ http_request_method: method });
  requestDuration.observe(
    {
      http_request_method: method,
      http_route: context.route,
      http_response_status_code: String(status),
      error_type: status >= 500 ? context.errorCode : '',
    },
    seconds,
  );
  logger.info('http.request', {
    method,
    route: context.route,
    status,
    duration_ms: Math.round(seconds * 100_000) / 100,
    request_id: context.requestId,
    correlation_id: context.correlationId,
    ip: context.ip,
    ...(context.userId ? { user_id: context.userId, organization_id: context.organizationId } : {}),
    ...(context.errorCode ? { 'error.code': context.errorCode } : {}),
  });
};

export const requestScope =
  () =>
  (request: Request, response: Response, next: NextFunction): void => {
    const context = beginRequest(request, response);
    const method = methodLabel(request.method);
    activeRequests.inc({ http_request_method: method });
    // The connection closes outside the request's trace: bound to it, the line carries its ids.
    response.once(
      'close',
      traceContext.bind(traceContext.active(), () => finished(response, context, method)),
    );
    next();
  };
