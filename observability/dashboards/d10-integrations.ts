import type { BoardSpec } from './board.ts';
import { max, own, quantile, query, rate, share, shareBy, sum } from './query.ts';

const breakerEvents = 'circuit_breaker_events_total';
const peer = 'http_client_request_duration_seconds';

export const integrations: BoardSpec = {
  uid: 'crm-gtd-integrations',
  title: 'D10 Integrations',
  description: 'Models, speech, payments: who answers, how fast, and what happens when nobody does.',
  rows: [
    {
      title: 'Breakers',
      panels: [
        {
          title: 'Breaker state',
          description: '0 closed, 1 half open, 2 open: calls are refused at once and users get the fallback.',
          unit: 'none',
          kind: 'timeline',
          queries: [
            query(
              `2 * ${max(own('circuit_breaker_state', 'state="open"'), 'breaker')} + ${max(own('circuit_breaker_state', 'state="half_open"'), 'breaker')}`,
              '{{breaker}}',
            ),
          ],
          width: 12,
          warn: 1,
          bad: 2,
          runbook: 'breaker',
        },
        {
          title: 'What breakers saw',
          description: '`open` counts how often they opened, `reject` the calls refused while open.',
          unit: 'ops',
          queries: [query(sum(rate(own(breakerEvents)), 'breaker', 'event'), '{{breaker}} {{event}}')],
          width: 12,
        },
        {
          title: 'Without an answer',
          description: 'Share of calls that failed, timed out or were refused.',
          unit: 'percentunit',
          queries: [
            query(
              shareBy('breaker', own(breakerEvents, 'event=~"failure|timeout|reject"'), own(breakerEvents, 'event="fire"')),
              '{{breaker}}',
            ),
          ],
          runbook: 'breaker',
        },
        {
          title: 'Time of protected calls, p95',
          description: 'Of those that succeeded.',
          unit: 's',
          queries: [query(quantile(0.95, own('circuit_breaker_latency_seconds_bucket'), 'breaker'), '{{breaker}}')],
        },
      ],
    },
    {
      title: 'Other servers',
      panels: [
        {
          title: 'Requests to others',
          description: 'By server, retries included.',
          unit: 'reqps',
          queries: [query(sum(rate(own(`${peer}_count`)), 'server_address'), '{{server_address}}')],
        },
        {
          title: 'Failed requests to others',
          description: 'Timeouts, no connection, 4xx and 5xx.',
          unit: 'percentunit',
          queries: [query(shareBy('server_address', own(`${peer}_count`, 'error_type!=""'), own(`${peer}_count`)), '{{server_address}}')],
          runbook: 'breaker',
        },
        {
          title: 'Their p95',
          description: 'Time to their answer.',
          unit: 's',
          queries: [query(quantile(0.95, own(`${peer}_bucket`), 'server_address'), '{{server_address}}')],
        },
      ],
    },
    {
      title: 'AI and speech',
      panels: [
        {
          title: 'Questions to models',
          description: 'By provider and outcome; `fallback` means the heuristic answered instead.',
          unit: 'reqps',
          queries: [query(sum(rate(own('ai_requests_total')), 'provider', 'outcome'), '{{provider}} {{outcome}}')],
        },
        {
          title: 'Fallbacks',
          description: 'Share of questions the heuristic had to answer.',
          unit: 'percentunit',
          queries: [query(share(own('ai_requests_total', 'outcome="fallback"'), own('ai_requests_total')), 'fallback')],
          runbook: 'breaker',
        },
        {
          title: 'Model answers, p95',
          description: 'Of each provider.',
          unit: 's',
          queries: [query(quantile(0.95, own('ai_request_duration_seconds_bucket'), 'provider'), '{{provider}}')],
        },
        {
          title: 'Tokens',
          description: 'Where the provider tells them.',
          unit: 'ops',
          queries: [query(sum(rate(own('ai_tokens_total')), 'provider', 'direction'), '{{provider}} {{direction}}')],
        },
        {
          title: 'Texts spoken',
          description: 'By engine and outcome.',
          unit: 'ops',
          queries: [query(sum(rate(own('tts_requests_total')), 'engine', 'outcome'), '{{engine}} {{outcome}}')],
          runbook: 'tts',
        },
        {
          title: 'Speech, p95',
          description: 'Time to speak a text, by engine.',
          unit: 's',
          queries: [query(quantile(0.95, own('tts_synthesis_duration_seconds_bucket'), 'engine'), '{{engine}}')],
          runbook: 'tts',
        },
      ],
    },
    {
      title: 'Payments',
      panels: [
        {
          title: 'Payment webhooks received',
          description: 'By outcome; duplicates are normal.',
          unit: 'ops',
          queries: [query(sum(rate(own('payment_webhooks_total')), 'provider', 'outcome'), '{{provider}} {{outcome}}')],
          width: 12,
        },
        {
          title: 'Webhooks sent',
          description: 'By what came of them.',
          unit: 'ops',
          queries: [query(sum(rate(own('webhook_deliveries_total')), 'provider', 'outcome'), '{{provider}} {{outcome}}')],
          width: 12,
        },
      ],
    },
  ],
};
