import type { Exporter, ExporterEntry } from './entry.ts';

type Labels = ExporterEntry['labels'];
type Row = readonly [type: ExporterEntry['type'], unit: string, help: string, labels?: Labels];

const rows = <N extends string>(exporter: Exporter, named: Readonly<Record<N, Row>>): Record<N, ExporterEntry> =>
  Object.fromEntries(
    Object.entries<Row>(named).map(([name, [type, unit, help, labels = {}]]) => [
      name,
      { source: 'exporter', exporter, type, unit, help, labels },
    ]),
  ) as Record<N, ExporterEntry>;

const database = { datname: 'databases' } as const;
const redisDb = { db: 'Redis databases' } as const;
const filesystem = { device: 'devices', fstype: 'kinds of file system', mountpoint: 'mounts' } as const;
const networkDevice = { device: 'network devices' } as const;
const table = { ...database, schemaname: 'schemas', relname: 'tables' } as const;

/** What rules and dashboards read of others' programs: to use one more, add it here. */
export const exporterMetrics = {
  ...rows('postgres_exporter', {
    pg_up: ['gauge', 'none', '1 when PostgreSQL answers.'],
    pg_stat_activity_count: ['gauge', 'connections', 'Connections.', { ...database, state: 'states of a connection' }],
    pg_stat_activity_max_tx_duration: ['gauge', 'seconds', 'The longest transaction.', { ...database, state: 'states of a connection' }],
    pg_settings_max_connections: ['gauge', 'connections', 'Connections the server allows.'],
    pg_stat_database_blks_hit: ['counter', 'blocks', 'Blocks found in memory.', database],
    pg_stat_database_blks_read: ['counter', 'blocks', 'Blocks read from disk.', database],
    pg_stat_database_xact_commit: ['counter', 'transactions', 'Transactions committed.', database],
    pg_stat_database_xact_rollback: ['counter', 'transactions', 'Transactions rolled back.', database],
    pg_stat_database_deadlocks: ['counter', 'deadlocks', 'Deadlocks.', database],
    pg_stat_database_temp_bytes: ['counter', 'bytes', 'Bytes written to temporary files.', database],
    pg_database_size_bytes: ['gauge', 'bytes', 'Size of a database.', database],
    pg_locks_count: ['gauge', 'locks', 'Locks.', { ...database, mode: 'lock modes' }],
    pg_stat_user_tables_n_dead_tup: ['gauge', 'rows', 'Dead rows of a table.', table],
    pg_stat_user_tables_n_live_tup: ['gauge', 'rows', 'Live rows of a table.', table],
    pg_stat_archiver_failed_count: ['counter', 'files', 'WAL files that could not be archived.'],
    pg_stat_archiver_archived_count: ['counter', 'files', 'WAL files archived.'],
  }),
  ...rows('redis_exporter', {
    redis_up: ['gauge', 'none', '1 when Redis answers.'],
    redis_memory_used_bytes: ['gauge', 'bytes', 'Memory in use.'],
    redis_memory_max_bytes: ['gauge', 'bytes', 'Memory Redis may take; 0 without a limit.'],
    redis_evicted_keys_total: ['counter', 'keys', 'Keys thrown out for want of memory.'],
    redis_keyspace_hits_total: ['counter', 'keys', 'Keys found.'],
    redis_keyspace_misses_total: ['counter', 'keys', 'Keys not found.'],
    redis_connected_clients: ['gauge', 'clients', 'Clients.'],
    redis_blocked_clients: ['gauge', 'clients', 'Clients that wait in a blocking command.'],
    redis_rejected_connections_total: ['counter', 'connections', 'Connections refused at the limit.'],
    redis_aof_last_write_status: ['gauge', 'none', '1 when the last write of the append-only file went well.'],
    redis_commands_duration_seconds_total: ['counter', 'seconds', 'Time spent in commands.', { cmd: 'commands' }],
    redis_commands_total: ['counter', 'commands', 'Commands.', { cmd: 'commands' }],
    redis_db_keys: ['gauge', 'keys', 'Keys.', redisDb],
  }),
  ...rows('nginx_exporter', {
    nginx_up: ['gauge', 'none', '1 when nginx answers.'],
    nginx_connections_active: ['gauge', 'connections', 'Open connections.'],
    nginx_connections_reading: ['gauge', 'connections', 'Connections whose request is being read.'],
    nginx_connections_writing: ['gauge', 'connections', 'Connections whose answer is being written.'],
    nginx_connections_waiting: ['gauge', 'connections', 'Idle connections.'],
    nginx_connections_accepted: ['counter', 'connections', 'Connections accepted.'],
    nginx_connections_handled: ['counter', 'connections', 'Connections handled.'],
    nginx_http_requests_total: ['counter', 'requests', 'Requests.'],
  }),
  ...rows('node_exporter', {
    node_cpu_seconds_total: ['counter', 'seconds', 'Processor time.', { cpu: 'processors', mode: 'modes' }],
    node_load1: ['gauge', 'processes', 'Load over one minute.'],
    node_memory_MemTotal_bytes: ['gauge', 'bytes', 'Memory of the host.'],
    node_memory_MemAvailable_bytes: ['gauge', 'bytes', 'Memory that can be had.'],
    node_filesystem_size_bytes: ['gauge', 'bytes', 'Size of a file system.', filesystem],
    node_filesystem_avail_bytes: ['gauge', 'bytes', 'Room left on a file system.', filesystem],
    node_disk_io_time_seconds_total: ['counter', 'seconds', 'Time a disk was busy.', { device: 'disks' }],
    node_disk_read_bytes_total: ['counter', 'bytes', 'Bytes read.', { device: 'disks' }],
    node_disk_written_bytes_total: ['counter', 'bytes', 'Bytes written.', { device: 'disks' }],
    node_network_receive_bytes_total: ['counter', 'bytes', 'Bytes received.', networkDevice],
    node_network_transmit_bytes_total: ['counter', 'bytes', 'Bytes sent.', networkDevice],
    node_timex_offset_seconds: ['gauge', 'seconds', 'How far the clock is off.'],
    node_textfile_scrape_error: ['gauge', 'none', '1 when a text file of metrics could not be read.'],
    node_textfile_mtime_seconds: ['gauge', 'seconds', 'When a text file of metrics was written.', { file: 'files' }],
  }),
  ...rows('blackbox_exporter', {
    probe_success: ['gauge', 'none', '1 when the probe succeeded.'],
    probe_duration_seconds: ['gauge', 'seconds', 'Length of the probe.'],
    probe_ssl_earliest_cert_expiry: ['gauge', 'seconds', 'When the first certificate of the chain expires, as Unix time.'],
  }),
  ...rows('prometheus', {
    up: ['gauge', 'none', '1 when the target could be scraped.', { job: 'scrape jobs', instance: 'targets' }],
    scrape_duration_seconds: ['gauge', 'seconds', 'Length of the scrape.', { job: 'scrape jobs', instance: 'targets' }],
    scrape_samples_scraped: ['gauge', 'samples', 'Samples of the scrape.', { job: 'scrape jobs', instance: 'targets' }],
    ALERTS: [
      'gauge',
      'none',
      'Alerts that are pending or firing.',
      { alertname: 'alerts', alertstate: ['pending', 'firing'], severity: ['page', 'ticket'] },
    ],
    prometheus_rule_evaluation_failures_total: ['counter', 'evaluations', 'Rules that could not be evaluated.', { rule_group: 'groups' }],
    prometheus_notifications_dropped_total: ['counter', 'alerts', 'Alerts that could not be handed to Alertmanager.'],
  }),
  ...rows('alertmanager', {
    alertmanager_notifications_failed_total: ['counter', 'notifications', 'Notifications that failed.', { integration: 'receivers' }],
  }),
};
