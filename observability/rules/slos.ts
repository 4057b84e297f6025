import type { Owner } from './alert.ts';

/** What we promise over 30 days, counted in events: a bad one, and all of them, within a window. */
export type Slo = Readonly<{
  slo: string;
  alert: string;
  promise: string;
  target: number;
  events(window: string): string;
  errors(window: string): string;
  runbook: string;
  board: string;
  owner: Owner;
  /** Series for the unit tests: `bad` and `good` events. */
  sample: Readonly<{ all: readonly string[]; good?: readonly string[]; bad?: readonly string[] }>;
}>;

const http = 'http_server_request_duration_seconds';
/** A stream is open for hours, and its end says nothing about an answer's speed. */
const streams = '/api/v1/(events|ws/terminal)';
/** Routes that wait for a model, an engine or a file. */
const slowRoutes = '/api/v1/(ai|voice|imports)(/.*)?';

const increase = (selector: string, window: string): string => `(sum(increase(${selector}[${window}])) or vector(0))`;

const route = (labels: string): string => `${http}_count{${labels}}`;
const quick = `service="gateway",http_route!~"${streams}|${slowRoutes}"`;
const slow = `service="gateway",http_route=~"${slowRoutes}"`;
const under = (labels: string, le: string): string => `${http}_bucket{${labels},le="${le}"}`;

const latency = (options: {
  slo: string;
  alert: string;
  promise: string;
  target: number;
  labels: string;
  le: string;
  sampleRoute: string;
}): Slo => ({
  slo: options.slo,
  alert: options.alert,
  promise: options.promise,
  target: options.target,
  events: (window) => increase(route(options.labels), window),
  errors: (window) => `${increase(route(options.labels), window)} - ${increase(under(options.labels, options.le), window)}`,
  runbook: 'api-slow',
  board: 'crm-gtd-api',
  owner: 'development',
  sample: {
    all: [`${http}_count{service="gateway",http_route="${options.sampleRoute}",http_response_status_code="200"}`],
    good: [`${http}_bucket{service="gateway",http_route="${options.sampleRoute}",http_response_status_code="200",le="${options.le}"}`],
  },
});

const freshness = (slo: string, alert: string, target: number, le: string): Slo => ({
  slo,
  alert,
  promise: `${target * 100} % of events take effect within ${le} s of their commit`,
  target,
  events: (window) => increase('event_end_to_end_seconds_count', window),
  errors: (window) =>
    `${increase('event_end_to_end_seconds_count', window)} - ${increase(`event_end_to_end_seconds_bucket{le="${le}"}`, window)}`,
  runbook: 'events-late',
  board: 'crm-gtd-events',
  owner: 'development',
  sample: {
    all: ['event_end_to_end_seconds_count{service="gtd",event_type="crm.deal.won",consumer="gtd-followups-deal-won"}'],
    good: [`event_end_to_end_seconds_bucket{service="gtd",event_type="crm.deal.won",consumer="gtd-followups-deal-won",le="${le}"}`],
  },
});

const counted = (
  options: Omit<Slo, 'events' | 'errors' | 'sample'> & { all: string; bad: string; sampleAll: string; sampleBad: string },
): Slo => ({
  slo: options.slo,
  alert: options.alert,
  promise: options.promise,
  target: options.target,
  events: (window) => increase(options.all, window),
  errors: (window) => increase(options.bad, window),
  runbook: options.runbook,
  board: options.board,
  owner: options.owner,
  sample: { all: [options.sampleAll], bad: [options.sampleBad] },
});

export const slos: readonly Slo[] = [
  counted({
    slo: 'api-availability',
    alert: 'ApiErrorBudgetBurn',
    promise: '99.9 % of requests are answered without a 5xx',
    target: 0.999,
    all: route('service="gateway"'),
    bad: route('service="gateway",http_response_status_code=~"5.."'),
    runbook: 'api-errors',
    board: 'crm-gtd-api',
    owner: 'operations',
    sampleAll: `${http}_count{service="gateway",http_route="/api/v1/deals",http_response_status_code="200"}`,
    sampleBad: `${http}_count{service="gateway",http_route="/api/v1/deals",http_response_status_code="503"}`,
  }),
  latency({
    slo: 'api-latency-500ms',
    alert: 'ApiLatencyBudgetBurn',
    promise: '95 % of reads and writes are answered within 0.5 s',
    target: 0.95,
    labels: quick,
    le: '0.5',
    sampleRoute: '/api/v1/deals',
  }),
  latency({
    slo: 'api-latency-2500ms',
    alert: 'ApiTailLatencyBudgetBurn',
    promise: '99 % of reads and writes are answered within 2.5 s',
    target: 0.99,
    labels: quick,
    le: '2.5',
    sampleRoute: '/api/v1/deals',
  }),
  latency({
    slo: 'api-latency-slow-routes',
    alert: 'SlowRoutesLatencyBudgetBurn',
    promise: '99 % of answers that wait for a model, an engine or a file come within 7.5 s',
    target: 0.99,
    labels: slow,
    le: '7.5',
    sampleRoute: '/api/v1/voice/speech',
  }),
  freshness('event-freshness-2500ms', 'EventFreshnessBudgetBurn', 0.99, '2.5'),
  freshness('event-freshness-30s', 'EventTailFreshnessBudgetBurn', 0.999, '30.5'),
  counted({
    slo: 'event-integrity',
    alert: 'EventIntegrityBudgetBurn',
    promise: '99.99 % of events are handled without becoming a dead letter',
    target: 0.9999,
    all: 'event_handled_total{outcome!="retry"}',
    bad: 'event_handled_total{outcome="dead"}',
    runbook: 'dead-letters',
    board: 'crm-gtd-events',
    owner: 'development',
    sampleAll: 'event_handled_total{service="gtd",consumer="gtd-followups-deal-won",outcome="ok"}',
    sampleBad: 'event_handled_total{service="gtd",consumer="gtd-followups-deal-won",outcome="dead"}',
  }),
  counted({
    slo: 'realtime',
    alert: 'RealtimeBudgetBurn',
    promise: '99.5 % of event streams of browsers resume without a reload',
    target: 0.995,
    all: 'realtime_resume_total',
    bad: 'realtime_resume_total{outcome="reset"}',
    runbook: 'realtime',
    board: 'crm-gtd-web',
    owner: 'development',
    sampleAll: 'realtime_resume_total{service="gateway",transport="sse",outcome="complete"}',
    sampleBad: 'realtime_resume_total{service="gateway",transport="sse",outcome="reset"}',
  }),
  counted({
    slo: 'jobs',
    alert: 'JobBudgetBurn',
    promise: '99.5 % of runs of background jobs succeed',
    target: 0.995,
    all: 'job_runs_total',
    bad: 'job_runs_total{outcome="error"}',
    runbook: 'jobs',
    board: 'crm-gtd-host',
    owner: 'development',
    sampleAll: 'job_runs_total{service="billing",exported_job="billing-subscriptions",outcome="ok"}',
    sampleBad: 'job_runs_total{service="billing",exported_job="billing-subscriptions",outcome="error"}',
  }),
];
