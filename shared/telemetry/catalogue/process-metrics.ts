import { everyService, type ServiceEntry } from './entry.ts';

const all = { source: 'service', services: everyService } as const;
const gauge = { type: 'gauge', labels: {}, ...all } as const;
const seconds = { ...gauge, unit: 'seconds' } as const;
const bytes = { ...gauge, unit: 'bytes' } as const;
const cpu = { type: 'counter', labels: {}, unit: 'seconds', ...all } as const;
const space = { space: "V8's heap spaces" } as const;
const byType = { type: "Node's resource types" } as const;

/** Node's own figures, given by prom-client's default collectors, and who the process is. */
export const processMetrics = {
  build_info: {
    type: 'gauge',
    help: 'What runs here: always 1.',
    unit: 'none',
    labels: { service: everyService, version: 'the release', node: "Node's version" },
    ...all,
  },
  log_records_total: {
    type: 'counter',
    help: 'Log lines written.',
    unit: 'lines',
    labels: { level: ['debug', 'info', 'warn', 'error'] },
    ...all,
  },
  metrics_collect_errors_total: {
    type: 'counter',
    help: 'Readings for a scrape that failed or came too late; their gauges keep the last value.',
    unit: 'readings',
    labels: { collector: ['outbox', 'inbox', 'consumers', 'dead_letters', 'streams', 'nats', 'migrations', 'business'] },
    ...all,
  },
  process_cpu_user_seconds_total: { ...cpu, help: 'Processor time in user mode.' },
  process_cpu_system_seconds_total: { ...cpu, help: 'Processor time in the kernel.' },
  process_cpu_seconds_total: { ...cpu, help: 'Processor time in all.' },
  process_start_time_seconds: { ...seconds, help: 'Start of the process, as Unix time.' },
  process_resident_memory_bytes: { ...bytes, help: 'Resident memory.' },
  process_memory_limit_bytes: { ...bytes, help: 'Memory the container may take; 0 without a limit.' },
  process_virtual_memory_bytes: { ...bytes, help: 'Virtual memory.' },
  process_heap_bytes: { ...bytes, help: 'Data segment of the process.' },
  process_open_fds: { ...gauge, unit: 'descriptors', help: 'Open file descriptors.' },
  process_max_fds: { ...gauge, unit: 'descriptors', help: 'File descriptors the process may open.' },
  nodejs_eventloop_lag_seconds: { ...seconds, help: 'Delay of one turn of the event loop, measured at the scrape.' },
  nodejs_eventloop_lag_min_seconds: { ...seconds, help: 'Least delay since the last scrape.' },
  nodejs_eventloop_lag_max_seconds: { ...seconds, help: 'Greatest delay since the last scrape.' },
  nodejs_eventloop_lag_mean_seconds: { ...seconds, help: 'Mean delay since the last scrape.' },
  nodejs_eventloop_lag_stddev_seconds: { ...seconds, help: 'Standard deviation of the delay since the last scrape.' },
  nodejs_eventloop_lag_p50_seconds: { ...seconds, help: 'Median delay since the last scrape.' },
  nodejs_eventloop_lag_p90_seconds: { ...seconds, help: '90th percentile of the delay since the last scrape.' },
  nodejs_eventloop_lag_p99_seconds: { ...seconds, help: '99th percentile of the delay since the last scrape.' },
  nodejs_eventloop_utilization_ratio: { ...gauge, unit: 'ratio', help: 'Share of time the event loop was busy since the last scrape.' },
  nodejs_active_resources: { ...gauge, unit: 'resources', labels: byType, help: 'What keeps the event loop alive.' },
  nodejs_active_resources_total: { ...gauge, unit: 'resources', help: 'The same, of all types.' },
  nodejs_active_handles: { ...gauge, unit: 'handles', labels: byType, help: 'Open handles: sockets, timers, pipes.' },
  nodejs_active_handles_total: { ...gauge, unit: 'handles', help: 'The same, of all types.' },
  nodejs_active_requests: { ...gauge, unit: 'requests', labels: byType, help: 'Requests to the operating system in hand.' },
  nodejs_active_requests_total: { ...gauge, unit: 'requests', help: 'The same, of all types.' },
  nodejs_heap_size_total_bytes: { ...bytes, help: 'Heap V8 has taken.' },
  nodejs_heap_size_used_bytes: { ...bytes, help: 'Heap in use.' },
  nodejs_external_memory_bytes: { ...bytes, help: 'Memory of objects outside the heap: buffers.' },
  nodejs_heap_space_size_total_bytes: { ...bytes, labels: space, help: 'Heap taken, by space.' },
  nodejs_heap_space_size_used_bytes: { ...bytes, labels: space, help: 'Heap in use, by space.' },
  nodejs_heap_space_size_available_bytes: { ...bytes, labels: space, help: 'Heap that is left, by space.' },
  nodejs_version_info: {
    ...gauge,
    unit: 'none',
    labels: { version: "Node's version", major: 'its first number', minor: 'its second', patch: 'its third' },
    help: "Node's version: always 1.",
  },
  nodejs_gc_duration_seconds: {
    type: 'histogram',
    buckets: 'garbageCollection',
    help: 'Length of a garbage collection.',
    unit: 'seconds',
    labels: { kind: ['major', 'minor', 'incremental', 'weakcb'] },
    ...all,
  },
} as const satisfies Record<string, ServiceEntry>;
