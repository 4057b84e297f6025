import type { RuleFile, SeriesCase } from './alert.ts';

const host = { owner: 'operations', board: 'crm-gtd-host' } as const;
const hour = 3_600;
const day = 24 * hour;

const count = (series: string, broken: number, well: number): SeriesCase => ({
  series,
  broken: { step: broken },
  well: { step: well },
  idle: { step: 0 },
});

const disk = 'job="node",fstype!~"tmpfs|overlay|squashfs|ramfs|iso9660"';
const device = { job: 'node', instance: 'a', mountpoint: '/', fstype: 'ext4' };
const filesystem = 'job="node",instance="a",mountpoint="/",fstype="ext4"';

export const operationsRules: RuleFile = {
  name: 'operations',
  groups: [
    {
      name: 'watchdog',
      alerts: [
        {
          name: 'Watchdog',
          expr: 'vector(1)',
          severity: 'ticket',
          ...host,
          summary: 'Alerting works',
          description: 'Fires always. An outside receiver expects it every few minutes and raises the alarm when it stays away.',
          runbook: 'watchdog',
          labels: { severity: 'watchdog' },
          cases: { series: [], fires: 1, recovers: 1, alwaysFires: true },
        },
      ],
    },
    {
      name: 'host',
      alerts: [
        {
          name: 'DiskFullSoon',
          expr: [
            `predict_linear(node_filesystem_avail_bytes{${disk}}[1h], ${4 * hour}) < 0`,
            `and node_filesystem_avail_bytes{${disk}} / node_filesystem_size_bytes{${disk}} < 0.3`,
          ].join('\n'),
          for: '15m',
          severity: 'page',
          ...host,
          summary: 'A disk is full within four hours',
          description: 'At the pace of the last hour. PostgreSQL stops when it cannot write.',
          runbook: 'disk',
          cases: {
            series: [
              { series: `node_filesystem_avail_bytes{${filesystem}}`, broken: { step: -0.1 }, well: { level: 60 }, start: 22 },
              { series: `node_filesystem_size_bytes{${filesystem}}`, broken: { level: 100 }, well: { level: 100 } },
            ],
            labels: device,
            fires: 60,
            recovers: 10,
          },
        },
        {
          name: 'DiskLow',
          expr: `node_filesystem_avail_bytes{${disk}} / node_filesystem_size_bytes{${disk}} < 0.2`,
          for: '15m',
          severity: 'ticket',
          ...host,
          summary: 'A disk has less than 20 % left',
          description: 'Backups, logs or the broker have grown.',
          runbook: 'disk',
          cases: {
            series: [
              { series: `node_filesystem_avail_bytes{${filesystem}}`, broken: { level: 15 }, well: { level: 60 } },
              { series: `node_filesystem_size_bytes{${filesystem}}`, broken: { level: 100 }, well: { level: 100 } },
            ],
            labels: device,
            fires: 20,
            recovers: 1,
          },
        },
        {
          name: 'ClockSkewed',
          expr: 'abs(node_timex_offset_seconds) > 0.5',
          for: '10m',
          severity: 'ticket',
          ...host,
          summary: 'The clock of the host is wrong by more than half a second',
          description: 'Tokens, certificates and the age of events depend on it.',
          runbook: 'clock',
          cases: {
            series: [{ series: 'node_timex_offset_seconds{job="node",instance="a"}', broken: { level: -2 }, well: { level: 0.001 } }],
            labels: { job: 'node', instance: 'a' },
            fires: 13,
            recovers: 1,
          },
        },
      ],
    },
    {
      name: 'recovery',
      alerts: [
        {
          name: 'BackupStale',
          expr: `time() - max by (kind) (backup_last_success_timestamp_seconds{kind="logical"}) > ${26 * hour}`,
          severity: 'ticket',
          ...host,
          summary: 'The last backup is older than 26 hours',
          description: 'A disaster now would lose more than a day.',
          runbook: 'backup',
          cases: {
            series: [
              { series: 'backup_last_success_timestamp_seconds{job="node",kind="logical"}', broken: 'stopped', well: 'now', idle: 'now' },
            ],
            labels: { kind: 'logical' },
            fires: 28,
            recovers: 1,
            every: '1h',
          },
        },
        {
          name: 'BackupMissing',
          expr: 'absent_over_time(backup_last_success_timestamp_seconds{kind="logical"}[1h]) and on () count(up{job="services"}) > 0',
          for: '26h',
          severity: 'ticket',
          ...host,
          summary: 'There has never been a backup',
          description: 'For 26 hours the product has been running and no backup has reported itself.',
          runbook: 'backup',
          cases: {
            series: [
              { series: 'backup_last_success_timestamp_seconds{job="node",kind="logical"}', broken: 'absent', well: 'now', idle: 'absent' },
              { series: 'up{job="services",service="crm"}', broken: { level: 1 }, well: { level: 1 }, idle: 'absent' },
            ],
            labels: { kind: 'logical' },
            fires: 28,
            recovers: 1,
            every: '1h',
          },
        },
        {
          name: 'BackupShrunk',
          expr: 'backup_last_size_bytes{kind="logical"} < 0.5 * quantile_over_time(0.5, backup_last_size_bytes{kind="logical"}[8d])',
          for: '5m',
          severity: 'ticket',
          ...host,
          summary: 'The last backup is half as large as usual',
          description: 'Compared with the middle of the last eight days: data is missing in the dump, or in the database.',
          runbook: 'backup',
          cases: {
            series: [
              { series: 'backup_last_size_bytes{job="node",instance="a",kind="logical"}', broken: { level: 30 }, well: { level: 100 } },
            ],
            labels: { job: 'node', instance: 'a', kind: 'logical' },
            before: 60,
            fires: 4,
            recovers: 1,
            every: '1h',
          },
        },
        {
          name: 'RestoreDrillStale',
          expr: `time() - max by (job) (restore_drill_last_success_timestamp_seconds) > ${8 * day}`,
          severity: 'ticket',
          ...host,
          summary: 'No restore has been proven for more than eight days',
          description: 'The weekly drill has failed or was not run: nobody knows whether the backups can be read.',
          runbook: 'backup',
          cases: {
            series: [{ series: 'restore_drill_last_success_timestamp_seconds{job="node"}', broken: 'stopped', well: 'now', idle: 'now' }],
            labels: { job: 'node' },
            fires: 8 * 24 + 2,
            recovers: 1,
            every: '1h',
          },
        },
        {
          name: 'ConfigurationDrifted',
          expr: 'max by (job) (config_drift_files) > 0',
          for: '1h',
          severity: 'ticket',
          ...host,
          summary: 'Configuration was changed and is in no backup',
          description: 'Files differ from the last configuration backup: after a disaster the older ones would come back.',
          runbook: 'configuration',
          cases: {
            series: [{ series: 'config_drift_files{job="node"}', broken: { level: 2 }, well: { level: 0 } }],
            labels: { job: 'node' },
            fires: 15,
            recovers: 1,
            every: '5m',
          },
        },
        {
          name: 'JobOverdue',
          expr: 'min by (service, exported_job) (job_lag_seconds) > 0',
          for: '15m',
          severity: 'ticket',
          owner: 'development',
          board: 'crm-gtd-host',
          summary: 'A background job has missed its time',
          description: 'Its last good run is more than one period overdue.',
          runbook: 'jobs',
          cases: {
            series: [
              {
                series: 'job_lag_seconds{service="billing",exported_job="billing-subscriptions"}',
                broken: { step: 60 },
                well: { level: 0 },
              },
            ],
            labels: { service: 'billing', exported_job: 'billing-subscriptions' },
            fires: 20,
            recovers: 1,
          },
        },
        {
          name: 'AuditChainBroken',
          expr: 'sum by (fault) (increase(audit_chain_faults_total[1d])) > 0',
          severity: 'ticket',
          ...host,
          summary: 'The audit log does not hold together',
          description: 'A line was changed or is missing: somebody wrote to the database past the product.',
          runbook: 'audit-chain',
          cases: {
            series: [count('audit_chain_faults_total{service="gateway",fault="changed"}', 1, 0)],
            labels: { fault: 'changed' },
            fires: 5,
            recovers: 26,
            every: '1h',
          },
        },
      ],
    },
    {
      name: 'observation',
      alerts: [
        {
          name: 'TargetDown',
          expr: 'up == 0',
          for: '5m',
          severity: 'ticket',
          ...host,
          summary: 'Prometheus cannot read a target',
          description: 'Its figures are missing; alerts that need them are blind.',
          runbook: 'observation',
          cases: {
            series: [{ series: 'up{job="redis",service="redis",instance="a"}', broken: { level: 0 }, well: { level: 1 } }],
            labels: { job: 'redis', service: 'redis', instance: 'a' },
            fires: 8,
            recovers: 1,
          },
        },
        {
          name: 'RuleEvaluationFails',
          expr: 'sum by (rule_group) (increase(prometheus_rule_evaluation_failures_total[10m])) > 0',
          severity: 'ticket',
          ...host,
          summary: 'Prometheus cannot evaluate a rule',
          description: 'Alerts of this group may be silent.',
          runbook: 'observation',
          cases: {
            series: [count('prometheus_rule_evaluation_failures_total{job="prometheus",rule_group="pipeline"}', 1, 0)],
            labels: { rule_group: 'pipeline' },
            fires: 10,
            recovers: 15,
          },
        },
        {
          name: 'NotificationsFail',
          expr: 'sum by (integration) (increase(alertmanager_notifications_failed_total[15m])) > 0',
          severity: 'ticket',
          ...host,
          summary: 'Alertmanager cannot deliver alerts',
          description: 'Its receiver refuses or does not answer. Pages may not arrive; the missing watchdog says so from outside.',
          runbook: 'observation',
          cases: {
            series: [count('alertmanager_notifications_failed_total{job="alertmanager",integration="webhook"}', 1, 0)],
            labels: { integration: 'webhook' },
            fires: 10,
            recovers: 20,
          },
        },
        {
          name: 'MetricsSourceFails',
          expr: [
            'sum by (service, collector) (increase(metrics_collect_errors_total[15m]))',
            '> on (service) group_left () 0.5 * sum by (service) (count_over_time(up{job="services"}[15m]))',
          ].join('\n'),
          for: '5m',
          severity: 'ticket',
          ...host,
          summary: 'A service cannot read some of its own figures',
          description:
            'In 15 minutes more than half of the readings failed or came late; the gauges keep their last value, so boards show the past.',
          runbook: 'observation',
          cases: {
            series: [
              count('metrics_collect_errors_total{service="crm",collector="outbox"}', 1, 0),
              { series: 'up{job="services",service="crm",instance="a"}', broken: { level: 1 }, well: { level: 1 } },
            ],
            labels: { service: 'crm', collector: 'outbox' },
            fires: 25,
            recovers: 20,
          },
        },
        {
          name: 'SeriesAboveBudget',
          expr: 'max by (service) (scrape_samples_scraped{job="services"}) > 10000',
          for: '15m',
          severity: 'ticket',
          owner: 'development',
          board: 'crm-gtd-host',
          summary: 'A service has too many series',
          description: 'A label takes values from an open set, and Prometheus will run out of memory.',
          runbook: 'observation',
          cases: {
            series: [
              {
                series: 'scrape_samples_scraped{job="services",service="gateway"}',
                broken: { level: 20_000 },
                well: { level: 1_500 },
                idle: { level: 900 },
              },
            ],
            labels: { service: 'gateway' },
            fires: 18,
            recovers: 1,
          },
        },
      ],
    },
  ],
};
