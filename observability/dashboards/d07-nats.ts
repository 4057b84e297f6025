import type { BoardSpec } from './board.ts';
import { max, own, query, rate, sum } from './query.ts';

export const nats: BoardSpec = {
  uid: 'crm-gtd-nats',
  title: 'D7 NATS',
  description: 'The broker: connections, traffic, and the room its streams have left.',
  rows: [
    {
      title: 'Server',
      panels: [
        {
          title: 'NATS answers',
          description: '1 when the monitor of the server answers the gateway.',
          unit: 'none',
          kind: 'stat',
          queries: [query(max(own('nats_up')), 'up')],
          runbook: 'nats-down',
        },
        {
          title: 'Connections',
          description: 'Clients of the server.',
          unit: 'none',
          queries: [query(max(own('nats_varz_connections')), 'clients')],
        },
        {
          title: 'Messages',
          description: 'Taken and sent per second; calls between services are among them.',
          unit: 'mps',
          queries: [query(max(rate(own('nats_varz_in_msgs'))), 'in'), query(max(rate(own('nats_varz_out_msgs'))), 'out')],
        },
        {
          title: 'Clients dropped',
          description: 'Because they read too slowly, since the start of the server.',
          unit: 'none',
          queries: [query(max(own('nats_varz_slow_consumers')), 'dropped')],
          bad: 1,
          runbook: 'nats-down',
        },
        {
          title: 'Memory',
          description: 'Of the server process.',
          unit: 'bytes',
          queries: [query(max(own('nats_varz_mem')), 'memory')],
        },
        {
          title: 'Processor',
          description: 'Of the server process; 100 is one core.',
          unit: 'percent',
          queries: [query(max(own('nats_varz_cpu')), 'processor')],
        },
      ],
    },
    {
      title: 'JetStream',
      panels: [
        {
          title: 'Stream fill',
          description: 'Bytes over the limit of each stream. A full stream refuses events; they wait in the outboxes.',
          unit: 'percentunit',
          queries: [
            query(
              `${max(own('jetstream_stream_total_bytes'), 'stream_name')} / (${max(own('jetstream_stream_limit_bytes'), 'stream_name')} > 0)`,
              '{{stream_name}}',
            ),
          ],
          warn: 0.8,
          bad: 0.95,
          max: 1,
          runbook: 'jetstream-full',
        },
        {
          title: 'Bytes',
          description: 'Each stream takes.',
          unit: 'bytes',
          queries: [query(max(own('jetstream_stream_total_bytes'), 'stream_name'), '{{stream_name}}')],
        },
        {
          title: 'Messages kept',
          description: 'In each stream; 14 days of them.',
          unit: 'none',
          queries: [query(max(own('jetstream_stream_total_messages'), 'stream_name'), '{{stream_name}}')],
        },
        {
          title: 'Durables',
          description: 'Consumers of each stream. One less than yesterday is a lost position.',
          unit: 'none',
          queries: [query(max(own('jetstream_stream_consumer_count'), 'stream_name'), '{{stream_name}}')],
        },
        {
          title: 'Reconnects',
          description: 'Of our clients.',
          unit: 'ops',
          queries: [query(sum(rate(own('nats_client_reconnects_total')), 'service'), '{{service}}')],
          runbook: 'nats-down',
        },
        {
          title: 'Connected',
          description: '1 while the client of a service is connected.',
          unit: 'none',
          kind: 'timeline',
          queries: [query(max(own('nats_client_connected'), 'service'), '{{service}}')],
          runbook: 'nats-down',
        },
      ],
    },
  ],
};
