import { buckets, counter, gauge, histogram } from '@crm-gtd/shared/telemetry/metrics.ts';

/** `http_route` is a template from the route table or `_OTHER`: its values are as many as there are routes. */
export const requestDuration = histogram(
  {
    name: 'http_server_request_duration_seconds',
    help: 'Length of a request.',
    labels: ['http_request_method', 'http_route', 'http_response_status_code', 'error_type'],
  },
  buckets.short,
);
export const activeRequests = gauge({ name: 'http_server_active_requests', help: 'Requests in hand.', labels: ['http_request_method'] });
export const rateLimitDecisions = counter({
  name: 'rate_limit_decisions_total',
  help: 'Answers of the limiters.',
  labels: ['limiter', 'outcome'],
});
export const authEvents = counter({ name: 'auth_events_total', help: 'Sign-ins, refreshes and their ends.', labels: ['event', 'outcome'] });
export const realtimeConnections = gauge({ name: 'realtime_connections', help: 'Open event streams.', labels: ['transport'] });
export const realtimeMessages = counter({
  name: 'realtime_messages_sent_total',
  help: 'Signals sent to browsers.',
  labels: ['transport', 'topic_group'],
});
export const realtimeResumes = counter({
  name: 'realtime_resume_total',
  help: 'Streams resumed after a break.',
  labels: ['transport', 'outcome'],
});

const methods = ['GET', 'HEAD', 'POST', 'PATCH', 'PUT', 'DELETE', 'OPTIONS'];
/** Methods come from outside: an invented one must not make a series. */
export const methodLabel = (method: string | undefined): string => (method && methods.includes(method) ? method : '_OTHER');

/** A ratio without its error series returns no data, so each begins at zero. */
export const initialiseHttpMetrics = (): void => {
  for (const method of methods) activeRequests.set({ http_request_method: method }, 0);
  for (const limiter of ['ip', 'user', 'login'])
    for (const outcome of ['allowed', 'refused', 'unavailable']) rateLimitDecisions.inc({ limiter, outcome }, 0);
  for (const event of ['register', 'login', 'refresh', 'logout'])
    for (const outcome of ['ok', 'refused']) authEvents.inc({ event, outcome }, 0);
  authEvents.inc({ event: 'reuse_detected', outcome: 'refused' }, 0);
  realtimeConnections.set({ transport: 'sse' }, 0);
  for (const topic_group of ['gateway', 'crm', 'gtd', 'ai', 'voice', 'billing']) realtimeMessages.inc({ transport: 'sse', topic_group }, 0);
  for (const outcome of ['complete', 'reset']) realtimeResumes.inc({ transport: 'sse', outcome }, 0);
};
