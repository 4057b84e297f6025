import type { BoardSpec } from './board.ts';
import { increase, max, of, orZero, own, quantile, query, rate, sum } from './query.ts';

const host = (metric: string, labels = ''): string => of('node', metric, labels);
const real = 'fstype!~"tmpfs|overlay|squashfs|ramfs|iso9660"';
const age = (metric: string): string => `time() - ${max(host(metric), 'kind')}`;

export const hostAndOperations: BoardSpec = {
  uid: 'crm-gtd-host',
  title: 'D13 Host, backups, jobs and observation',
  description: 'The machine below, what keeps the data safe, and whether this page itself can be trusted.',
  rows: [
    {
      title: 'Host',
      panels: [
        {
          title: 'Disk left',
          description: 'Share that is free, by mount. Less than 20 % is a ticket.',
          unit: 'percentunit',
          queries: [
            query(
              `${max(host('node_filesystem_avail_bytes', real), 'mountpoint')} / ${max(host('node_filesystem_size_bytes', real), 'mountpoint')}`,
              '{{mountpoint}}',
            ),
          ],
          warn: 0.2,
          bad: 0.1,
          max: 1,
          runbook: 'disk',
        },
        {
          title: 'Memory left',
          description: 'Share the kernel can give away.',
          unit: 'percentunit',
          queries: [query(`${host('node_memory_MemAvailable_bytes')} / ${host('node_memory_MemTotal_bytes')}`, 'available')],
          warn: 0.2,
          bad: 0.1,
          max: 1,
          runbook: 'memory-and-cpu',
        },
        {
          title: 'Processor',
          description: 'By what it does, in cores.',
          unit: 'none',
          queries: [query(sum(rate(host('node_cpu_seconds_total', 'mode!="idle"')), 'mode'), '{{mode}}')],
          runbook: 'memory-and-cpu',
        },
        {
          title: 'Load',
          description: 'Processes that run or wait, over one minute.',
          unit: 'none',
          queries: [query(host('node_load1'), 'load')],
        },
        {
          title: 'Disk time',
          description: 'Share of time each disk was busy.',
          unit: 'percentunit',
          queries: [query(sum(rate(host('node_disk_io_time_seconds_total')), 'device'), '{{device}}')],
        },
        {
          title: 'Disk traffic',
          description: 'Read and written per second.',
          unit: 'Bps',
          queries: [
            query(sum(rate(host('node_disk_read_bytes_total'))), 'read'),
            query(sum(rate(host('node_disk_written_bytes_total'))), 'written'),
          ],
        },
        {
          title: 'Network',
          description: 'Received and sent.',
          unit: 'Bps',
          queries: [
            query(sum(rate(host('node_network_receive_bytes_total', 'device!="lo"'))), 'received'),
            query(sum(rate(host('node_network_transmit_bytes_total', 'device!="lo"'))), 'sent'),
          ],
        },
        {
          title: 'Clock',
          description: 'How far the clock is off.',
          unit: 's',
          queries: [query(`abs(${host('node_timex_offset_seconds')})`, 'offset')],
          bad: 0.5,
          runbook: 'clock',
        },
      ],
    },
    {
      title: 'Backups and drills',
      panels: [
        {
          title: 'Last backup',
          description: 'Age of the last good one.',
          unit: 's',
          kind: 'stat',
          queries: [query(age('backup_last_success_timestamp_seconds'), '{{kind}}')],
          bad: 93_600,
          runbook: 'backup',
          width: 6,
        },
        {
          title: 'Backup size',
          description: 'A sudden fall is a ticket.',
          unit: 'bytes',
          queries: [query(max(host('backup_last_size_bytes'), 'kind'), '{{kind}}')],
          runbook: 'backup',
          width: 6,
        },
        {
          title: 'Last restore drill',
          description: 'Age of the last proof that a backup can be read.',
          unit: 's',
          kind: 'stat',
          queries: [query(age('restore_drill_last_success_timestamp_seconds'), '{{kind}}')],
          bad: 691_200,
          runbook: 'backup',
          width: 6,
        },
        {
          title: 'Measured RTO and RPO',
          description: 'By the last drill: time to have everything back, age of what came back.',
          unit: 's',
          kind: 'stat',
          queries: [query(max(host('restore_drill_rto_seconds')), 'RTO'), query(max(host('restore_drill_rpo_seconds')), 'RPO')],
          runbook: 'backup',
          width: 6,
        },
        {
          title: 'Failed backups',
          description: 'Within the last 24 hours, by kind.',
          unit: 'none',
          kind: 'stat',
          queries: [query(max(increase(host('backup_failures_total'), '1d'), 'kind'), '{{kind}}')],
          bad: 1,
          runbook: 'backup',
        },
        {
          title: 'Length of backups',
          description: 'Grows with the data; a jump means locks or a slow disk.',
          unit: 's',
          queries: [query(max(host('backup_duration_seconds'), 'kind'), '{{kind}}')],
          runbook: 'backup',
        },
        {
          title: 'Figures of the scripts',
          description: 'Age of the files the operations scripts write, and 1 where one cannot be read.',
          unit: 's',
          queries: [
            query(`time() - ${max(host('node_textfile_mtime_seconds'), 'file')}`, '{{file}}'),
            query(max(host('node_textfile_scrape_error')), 'unreadable'),
          ],
          runbook: 'backup',
        },
      ],
    },
    {
      title: 'Jobs and logs',
      panels: [
        {
          title: 'Runs of jobs',
          description: 'Per second and outcome.',
          unit: 'ops',
          queries: [query(sum(rate(own('job_runs_total')), 'service', 'outcome'), '{{service}} {{outcome}}')],
          runbook: 'jobs',
        },
        {
          title: 'Since the last good run',
          description: 'Of each job, with its waiting.',
          unit: 's',
          queries: [query(`time() - ${max(own('job_last_success_timestamp_seconds'), 'exported_job')}`, '{{exported_job}}')],
          runbook: 'jobs',
        },
        {
          title: 'Overdue',
          description: 'How long past its period the next good run is.',
          unit: 's',
          queries: [query(max(own('job_lag_seconds'), 'exported_job'), '{{exported_job}}')],
          runbook: 'jobs',
        },
        {
          title: 'Length of runs, p95',
          description: 'Of each job, with its waiting.',
          unit: 's',
          queries: [query(quantile(0.95, own('job_duration_seconds_bucket'), 'exported_job'), '{{exported_job}}')],
        },
        {
          title: 'Log lines',
          description: 'Per second and level.',
          unit: 'ops',
          queries: [query(sum(rate(own('log_records_total')), 'service', 'level'), '{{service}} {{level}}')],
          runbook: 'error-logs',
        },
        {
          title: 'Faults in the audit log',
          description: 'Places where the chain of the event log does not hold. Anything but 0 is serious.',
          unit: 'none',
          kind: 'stat',
          queries: [query(sum(own('audit_chain_faults_total')), 'faults')],
          bad: 1,
          runbook: 'audit-chain',
        },
      ],
    },
    {
      title: 'Observation itself',
      panels: [
        {
          title: 'Series per service',
          description: 'Samples of the last reading; 3,000 is what a test allows on a quiet system, 10,000 a ticket.',
          unit: 'none',
          queries: [query(max(own('scrape_samples_scraped', 'job="services"'), 'service'), '{{service}}')],
          warn: 3_000,
          bad: 10_000,
          runbook: 'observation',
        },
        {
          title: 'Reading time',
          description: 'How long /metrics takes.',
          unit: 's',
          queries: [query(max(own('scrape_duration_seconds', 'job="services"'), 'service'), '{{service}}')],
          warn: 1,
        },
        {
          title: 'Targets down',
          description: 'Sources Prometheus cannot read.',
          unit: 'none',
          kind: 'stat',
          queries: [query('count(up == 0) or vector(0)', 'down')],
          bad: 1,
          runbook: 'observation',
        },
        {
          title: 'Rules that failed',
          description: 'Evaluations per second.',
          unit: 'ops',
          queries: [query(orZero(sum(rate(of('prometheus', 'prometheus_rule_evaluation_failures_total')))), 'failed')],
          runbook: 'observation',
        },
        {
          title: 'Alerts not delivered',
          description: 'Dropped by Prometheus or refused by the receiver.',
          unit: 'ops',
          queries: [
            query(orZero(sum(rate(of('prometheus', 'prometheus_notifications_dropped_total')))), 'dropped'),
            query(orZero(sum(rate(of('alertmanager', 'alertmanager_notifications_failed_total')))), 'refused'),
          ],
          runbook: 'observation',
        },
        {
          title: 'Sources that failed',
          description: 'Figures a service could not read in time.',
          unit: 'ops',
          queries: [query(sum(rate(own('metrics_collect_errors_total')), 'service', 'collector'), '{{service}} {{collector}}')],
          runbook: 'observation',
        },
      ],
    },
  ],
};
