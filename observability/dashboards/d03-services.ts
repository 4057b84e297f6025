import type { BoardSpec } from './board.ts';
import { max, orZero, own, quantile, query, rate, share, shareBy, sum } from './query.ts';

const server = 'rpc_server_call_duration_seconds';
const client = 'rpc_client_call_duration_seconds';

export const services: BoardSpec = {
  uid: 'crm-gtd-services',
  title: 'D3 Services',
  description: 'Calls between services over NATS: rate, errors and duration, on the side that answers and on the side that waits.',
  rows: [
    {
      title: 'Calls',
      panels: [
        {
          title: 'Calls answered',
          description: 'Per second and service.',
          unit: 'reqps',
          queries: [query(sum(rate(own(`${server}_count`)), 'service'), '{{service}}')],
        },
        {
          title: 'Busiest methods',
          description: 'The ten most called.',
          unit: 'reqps',
          queries: [query(`topk(10, ${sum(rate(own(`${server}_count`)), 'rpc_method')})`, '{{rpc_method}}')],
        },
        {
          title: 'Calls in hand',
          description: 'Calls being answered now.',
          unit: 'none',
          queries: [query(sum(own('rpc_inflight'), 'service'), '{{service}}')],
        },
        {
          title: 'Failed calls',
          description: 'Share of calls that ended with an error, refusals such as "not found" included.',
          unit: 'percentunit',
          queries: [query(shareBy('service', own(`${server}_count`, 'error_type!=""'), own(`${server}_count`)), '{{service}}')],
        },
        {
          title: 'Unforeseen errors',
          description: 'Share of calls that ended with INTERNAL: a fault in our code.',
          unit: 'percentunit',
          queries: [query(share(own(`${server}_count`, 'error_type="INTERNAL"'), own(`${server}_count`)), 'INTERNAL')],
          bad: 0.001,
          runbook: 'api-errors',
        },
        {
          title: 'Callers that got no answer',
          description: 'Calls that timed out or found no service to answer.',
          unit: 'reqps',
          queries: [query(orZero(sum(rate(own(`${client}_count`, 'error_type=~"TIMEOUT|SERVICE_UNAVAILABLE|INTERNAL"')))), 'unanswered')],
          runbook: 'service-down',
        },
      ],
    },
    {
      title: 'Duration',
      panels: [
        {
          title: 'p95 of answering',
          description: 'Inside the service, by service.',
          unit: 's',
          queries: [query(quantile(0.95, own(`${server}_bucket`), 'service'), '{{service}}')],
        },
        {
          title: 'Slowest methods',
          description: 'p95 of the ten slowest methods.',
          unit: 's',
          queries: [query(`topk(10, ${quantile(0.95, own(`${server}_bucket`), 'rpc_method')})`, '{{rpc_method}}')],
        },
        {
          title: 'On the way',
          description: 'p95 as callers see it minus p95 inside the service: NATS, queues and waiting for the event loop.',
          unit: 's',
          queries: [
            query(`clamp_min(${quantile(0.95, own(`${client}_bucket`))} - ${quantile(0.95, own(`${server}_bucket`))}, 0)`, 'transport'),
          ],
        },
      ],
    },
    {
      title: 'Who is there',
      panels: [
        {
          title: 'Nodes',
          description: 'Nodes each one sees, itself included. They differ while one starts or is lost.',
          unit: 'none',
          queries: [query(max(own('moleculer_nodes_online'), 'service'), '{{service}}')],
          runbook: 'service-down',
        },
        {
          title: 'Services that answer',
          description: 'Different services in the registry of each node.',
          unit: 'none',
          queries: [query(max(own('moleculer_services_available'), 'service'), '{{service}}')],
        },
        {
          title: 'Transactions repeated',
          description: 'Because of a conflict or a lost connection; the user notices nothing but time.',
          unit: 'ops',
          queries: [query(sum(rate(own('db_transaction_retries_total')), 'service', 'reason'), '{{service}} {{reason}}')],
        },
      ],
    },
  ],
};
