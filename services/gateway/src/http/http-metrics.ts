import { httpMethods } from '@crm-gtd/shared/telemetry/catalogue/http-metrics.ts';
import { counter, gauge, histogram } from '@crm-gtd/shared/telemetry/metrics.ts';

/** `http_route` is a template from the route table or `_OTHER`: its values are as many as there are routes. */
export const requestDuration = histogram('http_server_request_duration_seconds');
export const requestBody = histogram('http_server_request_body_bytes');
export const responseBody = histogram('http_server_response_body_bytes');
export const activeRequests = gauge('http_server_active_requests');
export const rateLimitDecisions = counter('rate_limit_decisions_total');
export const authEvents = counter('auth_events_total');
export const realtimeConnections = gauge('realtime_connections');
export const realtimeMessages = counter('realtime_messages_sent_total');
export const realtimeResumes = counter('realtime_resume_total');

/** Methods come from outside: an invented one must not make a series. */
export const methodLabel = (method: string | undefined): string => httpMethods.find((known) => known === method) ?? '_OTHER';

/** A gauge that was never set has no value: each begins at zero, as counters do by themselves. */
export const initialiseHttpMetrics = (): void => {
  for (const method of httpMethods) activeRequests.set({ http_request_method: method }, 0);
  realtimeConnections.set({ transport: 'sse' }, 0);
};
