import type { BoardSpec } from './board.ts';
import { max, own, query, rate, sum } from './query.ts';

const services = 'job="services"';

export const node: BoardSpec = {
  uid: 'crm-gtd-node',
  title: 'D8 Node processes',
  description: 'Use, saturation and errors of the processes of our services.',
  rows: [
    {
      title: 'Event loop and processor',
      panels: [
        {
          title: 'Event loop delay, p99',
          description: 'One of a hundred turns waited longer. More than 250 ms for ten minutes is a ticket.',
          unit: 's',
          queries: [query(max(own('nodejs_eventloop_lag_p99_seconds'), 'service'), '{{service}}')],
          warn: 0.1,
          bad: 0.25,
          runbook: 'memory-and-cpu',
        },
        {
          title: 'Event loop use',
          description: 'Share of time it was busy since the last reading. Near 1 the process is full.',
          unit: 'percentunit',
          queries: [query(max(own('nodejs_eventloop_utilization_ratio'), 'service'), '{{service}}')],
          warn: 0.7,
          bad: 0.9,
          max: 1,
        },
        {
          title: 'Processor',
          description: 'Cores in use.',
          unit: 'none',
          queries: [query(sum(rate(own('process_cpu_seconds_total', services)), 'service'), '{{service}}')],
          runbook: 'memory-and-cpu',
        },
      ],
    },
    {
      title: 'Memory',
      panels: [
        {
          title: 'Resident memory',
          description: 'What counts against the limit of the container, and that limit (0 where there is none).',
          unit: 'bytes',
          queries: [
            query(max(own('process_resident_memory_bytes', services), 'service', 'instance'), '{{service}}'),
            query(max(own('process_memory_limit_bytes', services), 'service'), '{{service}} limit'),
          ],
          runbook: 'memory-and-cpu',
        },
        {
          title: 'Heap in use',
          description: 'A line that only rises over days is a leak.',
          unit: 'bytes',
          queries: [query(sum(own('nodejs_heap_size_used_bytes'), 'service'), '{{service}}')],
        },
        {
          title: 'Heap by space',
          description: 'Old space keeps what lives long.',
          unit: 'bytes',
          queries: [query(sum(own('nodejs_heap_space_size_used_bytes'), 'space'), '{{space}}')],
        },
        {
          title: 'Time in garbage collection',
          description: 'Share of one core.',
          unit: 'percentunit',
          queries: [query(sum(rate(own('nodejs_gc_duration_seconds_sum')), 'service', 'kind'), '{{service}} {{kind}}')],
          warn: 0.1,
          runbook: 'memory-and-cpu',
        },
        {
          title: 'Outside the heap',
          description: 'Buffers: uploads, answers, connections.',
          unit: 'bytes',
          queries: [query(sum(own('nodejs_external_memory_bytes'), 'service'), '{{service}}')],
        },
        {
          title: 'Handles',
          description: 'Open sockets, timers and pipes.',
          unit: 'none',
          queries: [query(sum(own('nodejs_active_handles_total'), 'service'), '{{service}}')],
        },
      ],
    },
    {
      title: 'Limits and starts',
      panels: [
        {
          title: 'File descriptors',
          description: 'Open over allowed.',
          unit: 'percentunit',
          queries: [query(max(`${own('process_open_fds', services)} / ${own('process_max_fds', services)}`, 'service'), '{{service}}')],
          warn: 0.6,
          bad: 0.8,
          max: 1,
          runbook: 'memory-and-cpu',
        },
        {
          title: 'Starts',
          description: 'Within the last hour. More than three is a ticket.',
          unit: 'none',
          queries: [query(sum(`changes(${own('process_start_time_seconds', services)}[1h])`, 'service'), '{{service}}')],
          bad: 3,
          runbook: 'service-down',
        },
        {
          title: 'Running since',
          description: 'Time since the start of each process.',
          unit: 's',
          queries: [query(`time() - ${max(own('process_start_time_seconds', services), 'service')}`, '{{service}}')],
        },
      ],
    },
  ],
};
