import type { BoardSpec } from './board.ts';
import { max, orZero, own, quantile, query, rate, share, sum, table } from './query.ts';

const requests = 'http_server_request_duration_seconds_count';
const windows = ['5m', '1h', '6h', '1d', '3d'];

export const serviceHealth: BoardSpec = {
  uid: 'crm-gtd-slo',
  title: 'D1 Service health and promises',
  description: 'Are users served as promised, how much of each 30-day budget is left, and what runs.',
  rows: [
    {
      title: 'Promises',
      panels: [
        {
          title: 'Budget left of 30 days',
          description: 'Share of the errors each promise allows that is not spent yet. Below zero the promise is broken.',
          unit: 'percentunit',
          kind: 'bars',
          queries: [query('clamp_min(slo:budget_remaining:ratio30d, -1)', '{{slo}}')],
          warn: 0.5,
          bad: 0.1,
          max: 1,
          width: 12,
          runbook: 'api-errors',
        },
        {
          title: 'Firing alerts',
          description: 'Pages and tickets that fire now, without the watchdog.',
          unit: 'none',
          kind: 'stat',
          queries: ['page', 'ticket'].map((severity) =>
            query(`count(ALERTS{alertstate="firing",severity="${severity}"}) or vector(0)`, severity),
          ),
          bad: 1,
          width: 4,
        },
        {
          title: 'What runs',
          description: 'Version and Node of each instance. Two versions at once mean an update is under way or stuck.',
          unit: 'none',
          kind: 'table',
          queries: [table(`count by (service, version, node) (${own('build_info')})`, '{{service}} {{version}}')],
        },
        {
          title: 'Burn per window',
          description:
            'How many times faster than planned each budget is spent: 1 would spend it exactly within 30 days, 14.4 over an hour wakes somebody.',
          unit: 'none',
          queries: windows.map((window) =>
            query(`slo:error_ratio:increase${window} / on (slo) (1 - slo:target:ratio)`, `{{slo}} ${window}`),
          ),
          width: 24,
          warn: 6,
          bad: 14.4,
        },
      ],
    },
    {
      title: 'The public interface',
      panels: [
        {
          title: 'Requests',
          description: 'Answered requests per second, by instance of the gateway.',
          unit: 'reqps',
          queries: [
            query(`${sum(rate(own(requests)), 'instance')} or 0 * ${sum(own('http_server_active_requests'), 'instance')}`, '{{instance}}'),
          ],
        },
        {
          title: 'Answers with 5xx',
          description: 'Share of answers that were our own fault.',
          unit: 'percentunit',
          queries: [query(share(own(requests, 'http_response_status_code=~"5.."'), own(requests)), '5xx')],
          warn: 0.001,
          bad: 0.01,
          runbook: 'api-errors',
        },
        {
          title: 'p95 of answers',
          description: '95 of 100 answers were faster, long-lived streams left out.',
          unit: 's',
          queries: [
            {
              ...query(quantile(0.95, own('http_server_request_duration_seconds_bucket', 'http_route!="/api/v1/events"')), 'p95'),
              exemplars: true,
            },
          ],
          warn: 0.5,
          bad: 2.5,
          runbook: 'api-slow',
        },
      ],
    },
    {
      title: 'Services',
      panels: [
        {
          title: 'Instances up',
          description: 'Instances of each service that Prometheus reaches.',
          unit: 'none',
          kind: 'timeline',
          queries: [query(`sum by (service) (${own('up', 'job="services"')})`, '{{service}}')],
          width: 12,
          runbook: 'service-down',
        },
        {
          title: 'Oldest waiting event',
          description: 'Age of the oldest committed event that has not reached the broker.',
          unit: 's',
          kind: 'stat',
          queries: [query(max(own('outbox_oldest_unpublished_age_seconds')), 'age')],
          warn: 15,
          bad: 60,
          width: 6,
          runbook: 'outbox',
        },
        {
          title: 'Dead letters',
          description: 'Events that wait for a person.',
          unit: 'none',
          kind: 'stat',
          queries: [query(orZero(`sum(max by (consumer) (${own('dead_letter_messages')}))`), 'waiting')],
          bad: 1,
          width: 6,
          runbook: 'dead-letters',
        },
      ],
    },
  ],
};
