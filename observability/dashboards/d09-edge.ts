import type { BoardSpec } from './board.ts';
import { of, orZero, query, rate, sum } from './query.ts';

const nginx = (metric: string): string => of('nginx', metric);
const probe = (metric: string): string => of('probe', metric);
const lines = '{service_name="nginx"} | http_status != ""';

export const edge: BoardSpec = {
  uid: 'crm-gtd-edge',
  title: 'D9 Edge',
  description: 'nginx, the probe that asks as a user would, and the certificate.',
  rows: [
    {
      title: 'From outside',
      panels: [
        {
          title: 'Probe',
          description: '1 while the sign-in page answers through nginx and TLS.',
          unit: 'none',
          kind: 'timeline',
          queries: [query(probe('probe_success'), '{{instance}}')],
          runbook: 'public-probe',
        },
        {
          title: 'Probe duration',
          description: 'Whole page, redirects included.',
          unit: 's',
          queries: [query(probe('probe_duration_seconds'), '{{instance}}')],
        },
        {
          title: 'Certificate left',
          description: 'Days until the first certificate of the chain ends. Renewal happens at 30.',
          unit: 'd',
          kind: 'stat',
          queries: [
            query(`(${probe('probe_ssl_earliest_cert_expiry')} - time()) / 86400`, '{{instance}}'),
            query(`(${of('node', 'tls_certificate_expiry_timestamp_seconds')} - time()) / 86400`, '{{host}}, by ops doctor'),
          ],
          warn: 21,
          bad: 3,
          runbook: 'certificate',
        },
      ],
    },
    {
      title: 'nginx',
      panels: [
        {
          title: 'Requests',
          description: 'Per second, everything included.',
          unit: 'reqps',
          queries: [query(sum(rate(nginx('nginx_http_requests_total'))), 'requests')],
        },
        {
          title: 'Connections',
          description: 'By what they do.',
          unit: 'none',
          queries: ['active', 'reading', 'writing', 'waiting'].map((state) => query(sum(nginx(`nginx_connections_${state}`)), state)),
        },
        {
          title: 'Accepted, not handled',
          description: 'Connections dropped for want of workers or descriptors.',
          unit: 'cps',
          queries: [
            query(
              `clamp_min(${sum(rate(nginx('nginx_connections_accepted')))} - ${sum(rate(nginx('nginx_connections_handled')))}, 0)`,
              'dropped',
            ),
          ],
          runbook: 'nginx',
        },
        {
          title: 'nginx answers',
          description: '1 while its status page answers.',
          unit: 'none',
          kind: 'stat',
          queries: [query(orZero(nginx('nginx_up')), 'up')],
          runbook: 'nginx',
        },
      ],
    },
    {
      title: 'From its log lines',
      panels: [
        {
          title: 'Answered from the cache',
          description: 'Share of lines with cache status HIT. Only what anonymous visitors read is cached.',
          unit: 'percentunit',
          logs: true,
          queries: [query(`sum(rate(${lines} | cache_status="HIT" [$__auto])) / sum(rate(${lines} | cache_status!="" [$__auto]))`, 'hit')],
        },
        {
          title: 'Time upstream, p95',
          description: 'How long nginx waited for web and gateway.',
          unit: 's',
          logs: true,
          queries: [
            query(`quantile_over_time(0.95, ${lines} | upstream_time!="" | unwrap upstream_time [$__auto]) by (upstream)`, '{{upstream}}'),
          ],
        },
        {
          title: 'Status',
          description: 'Lines by status, refusals by nginx itself included.',
          unit: 'reqps',
          logs: true,
          queries: [query(`sum by (http_status) (rate(${lines} [$__auto]))`, '{{http_status}}')],
        },
      ],
    },
  ],
};
