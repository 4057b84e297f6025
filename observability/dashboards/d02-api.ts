import type { BoardSpec } from './board.ts';
import { increase, orZero, own, type Query, quantile, query, rate, share, shareBy, sum, table } from './query.ts';

const requests = 'http_server_request_duration_seconds_count';
const buckets = 'http_server_request_duration_seconds_bucket';
const answers = 'http_route!="/api/v1/events"';

const withTraces = (q: number): Query => ({ ...query(quantile(q, own(buckets, answers)), `p${q * 100}`), exemplars: true });

export const api: BoardSpec = {
  uid: 'crm-gtd-api',
  title: 'D2 Public interface',
  description: 'Rate, errors and duration of what browsers and programs ask the gateway. Dots on the curves are requests with a trace.',
  rows: [
    {
      title: 'Rate',
      panels: [
        {
          title: 'Requests by route',
          description: 'The ten busiest routes.',
          unit: 'reqps',
          queries: [query(`topk(10, ${sum(rate(own(requests)), 'http_route')})`, '{{http_route}}')],
          width: 12,
        },
        {
          title: 'Requests by status',
          description: '499 are callers who left before their answer.',
          unit: 'reqps',
          queries: [query(sum(rate(own(requests)), 'http_response_status_code'), '{{http_response_status_code}}')],
          width: 6,
        },
        {
          title: 'In hand',
          description: 'Requests being answered now. A rising line means answers got slower, not more.',
          unit: 'none',
          queries: [query(sum(own('http_server_active_requests'), 'http_request_method'), '{{http_request_method}}')],
          width: 6,
        },
      ],
    },
    {
      title: 'Errors',
      panels: [
        {
          title: 'Own faults',
          description: 'Share of answers with 5xx.',
          unit: 'percentunit',
          queries: [query(share(own(requests, 'http_response_status_code=~"5.."'), own(requests)), '5xx')],
          warn: 0.001,
          bad: 0.01,
          runbook: 'api-errors',
        },
        {
          title: 'Refused requests',
          description: 'Share of answers with 4xx: mostly 401, 404 and 422 of normal use; a jump after a release is ours.',
          unit: 'percentunit',
          queries: [query(share(own(requests, 'http_response_status_code=~"4.."'), own(requests)), '4xx')],
        },
        {
          title: '5xx by route and code',
          description: 'Where the own faults come from, over the chosen time.',
          unit: 'none',
          kind: 'table',
          queries: [
            table(
              `topk(10, ${sum(increase(own(requests, 'http_response_status_code=~"5.."'), '$__range'), 'http_route', 'error_type')})`,
              '{{http_route}} {{error_type}}',
            ),
          ],
          runbook: 'api-errors',
        },
        {
          title: 'Refused by limits',
          description:
            '429 by limiter. A single address that floods is protected against; many users at once mean the limits are too tight.',
          unit: 'reqps',
          queries: [query(sum(rate(own('rate_limit_decisions_total', 'outcome="refused"')), 'limiter'), '{{limiter}}')],
        },
        {
          title: 'Limiters without Redis',
          description: 'Decisions taken without Redis: requests pass uncounted.',
          unit: 'reqps',
          queries: [query(sum(rate(own('rate_limit_decisions_total', 'outcome="unavailable"')), 'limiter'), '{{limiter}}')],
          runbook: 'redis',
        },
        {
          title: 'Sign-ins',
          description: 'Sign-ins, refreshes and sign-outs by outcome; a used refresh token that comes back is `reuse_detected`.',
          unit: 'ops',
          queries: [query(sum(rate(own('auth_events_total')), 'event', 'outcome'), '{{event}} {{outcome}}')],
          runbook: 'sign-in',
        },
      ],
    },
    {
      title: 'Duration',
      panels: [
        {
          title: 'Quantiles',
          description: 'Half, 95 and 99 of 100 answers were faster. Streams are left out: they are meant to last.',
          unit: 's',
          queries: [withTraces(0.5), withTraces(0.95), withTraces(0.99)],
          width: 12,
          warn: 0.5,
          bad: 2.5,
          runbook: 'api-slow',
        },
        {
          title: 'Distribution',
          description: 'Answers per second by duration.',
          unit: 's',
          kind: 'heatmap',
          queries: [{ ...query(sum(rate(own(buckets, answers)), 'le'), '{{le}}'), heatmap: true }],
          width: 12,
        },
        {
          title: 'Slowest routes',
          description: 'p95 of the ten slowest routes over the chosen time.',
          unit: 's',
          kind: 'table',
          queries: [
            table(
              `topk(10, histogram_quantile(0.95, ${sum(increase(own(buckets, answers), '$__range'), 'le', 'http_route')}))`,
              '{{http_route}}',
            ),
          ],
          width: 12,
          runbook: 'api-slow',
        },
        {
          title: 'Within half a second',
          description: 'Share of answers of each route that took longer than 0.5 s.',
          unit: 'percentunit',
          queries: [
            query(`topk(10, 1 - ${shareBy('http_route', own(buckets, `${answers},le="0.5"`), own(requests, answers))})`, '{{http_route}}'),
          ],
          width: 12,
        },
      ],
    },
    {
      title: 'Size',
      panels: [
        {
          title: 'Request bodies',
          description: 'Bytes received per second.',
          unit: 'Bps',
          queries: [query(orZero(sum(rate(own('http_server_request_body_bytes_sum')))), 'received')],
          width: 12,
        },
        {
          title: 'Answer bodies',
          description: 'Bytes sent per second, before nginx packs them.',
          unit: 'Bps',
          queries: [query(orZero(sum(rate(own('http_server_response_body_bytes_sum')))), 'sent')],
          width: 12,
        },
      ],
    },
  ],
};
