import { PageGroup, VitalRating } from '../../contracts/gateway/telemetry.ts';
import { errorCodes } from '../../errors/codes.ts';
import { everyService, type ServiceEntry } from './entry.ts';

const gateway = { source: 'service', services: ['gateway'] } as const;
const route = 'a path template of the route table; _OTHER for answers below 500 that refuse, whatever their route';
const status = 'HTTP status codes';
const errors = `empty, or one of the ${Object.keys(errorCodes).length} codes of docs/errors.md`;

export const httpMethods = ['GET', 'HEAD', 'POST', 'PATCH', 'PUT', 'DELETE', 'OPTIONS', '_OTHER'] as const;

/** The public edge, what leaves for other providers, realtime and what browsers tell of themselves. */
export const httpMetrics = {
  http_server_request_duration_seconds: {
    type: 'histogram',
    buckets: 'short',
    exemplars: true,
    help: 'Length of a request, from its first byte to the end of its answer.',
    unit: 'seconds',
    labels: { http_request_method: httpMethods, http_route: route, http_response_status_code: status, error_type: errors },
    ...gateway,
  },
  http_server_active_requests: {
    type: 'gauge',
    help: 'Requests in hand.',
    unit: 'requests',
    labels: { http_request_method: httpMethods },
    ...gateway,
  },
  http_server_request_body_bytes: {
    type: 'histogram',
    buckets: 'bytes',
    help: 'Size of a request body, where there is one.',
    unit: 'bytes',
    labels: { http_route: route },
    ...gateway,
  },
  http_server_response_body_bytes: {
    type: 'histogram',
    buckets: 'bytes',
    help: 'Size of an answer body.',
    unit: 'bytes',
    labels: { http_route: route },
    ...gateway,
  },
  http_client_request_duration_seconds: {
    type: 'histogram',
    buckets: 'short',
    help: 'Time another server took to answer.',
    unit: 'seconds',
    labels: {
      server_address: ['openai', 'coqui', 'payment_webhook', 'nats_monitor'],
      http_request_method: ['GET', 'POST'],
      http_response_status_code: `${status}; empty when no answer came`,
      error_type: ['', 'timeout', 'unreachable', '4xx', '5xx'],
    },
    source: 'service',
    services: ['gateway', 'ai', 'voice', 'billing'],
  },
  rate_limit_decisions_total: {
    type: 'counter',
    help: 'Answers of the limiters.',
    unit: 'decisions',
    labels: { limiter: ['ip', 'user', 'login'], outcome: ['allowed', 'refused', 'unavailable'] },
    ...gateway,
  },
  auth_events_total: {
    type: 'counter',
    help: 'Sign-ins, refreshes and their ends.',
    unit: 'events',
    labels: {
      event: ['register', 'login', 'refresh', 'logout', 'reuse_detected', 'invitation', 'password_change', 'password_reset'],
      outcome: ['ok', 'refused'],
    },
    ...gateway,
  },
  realtime_connections: { type: 'gauge', help: 'Open event streams.', unit: 'connections', labels: { transport: ['sse'] }, ...gateway },
  realtime_messages_sent_total: {
    type: 'counter',
    help: 'Signals sent to browsers.',
    unit: 'messages',
    labels: { transport: ['sse'], topic_group: everyService },
    ...gateway,
  },
  realtime_resume_total: {
    type: 'counter',
    help: 'Streams resumed after a break.',
    unit: 'streams',
    labels: { transport: ['sse'], outcome: ['complete', 'reset'] },
    ...gateway,
  },
  web_vital_seconds: {
    type: 'histogram',
    buckets: 'webTiming',
    help: 'Largest contentful paint, interaction to next paint and time to first byte, as browsers measured them.',
    unit: 'seconds',
    labels: { vital: ['lcp', 'inp', 'ttfb'], page_group: PageGroup.options, rating: VitalRating.options },
    ...gateway,
  },
  web_vital_cls_ratio: {
    type: 'histogram',
    buckets: 'layoutShift',
    help: 'Cumulative layout shift, as browsers measured it.',
    unit: 'ratio',
    labels: { page_group: PageGroup.options, rating: VitalRating.options },
    ...gateway,
  },
  web_client_errors_total: {
    type: 'counter',
    help: 'Errors nobody caught in a browser.',
    unit: 'errors',
    labels: { page_group: PageGroup.options },
    ...gateway,
  },
} as const satisfies Record<string, ServiceEntry>;
