import type { OpsEntry } from './entry.ts';

const kind = { kind: ['logical', 'config'] } as const;
const gauge = { source: 'ops', type: 'gauge' } as const;

/** Written by the operations scripts as text files that node_exporter reads. */
export const opsMetrics = {
  backup_last_success_timestamp_seconds: { ...gauge, unit: 'seconds', labels: kind, help: 'End of the last good backup, as Unix time.' },
  backup_last_size_bytes: { ...gauge, unit: 'bytes', labels: kind, help: 'Size of the last good backup.' },
  backup_duration_seconds: { ...gauge, unit: 'seconds', labels: kind, help: 'Length of the last good backup.' },
  backup_failures_total: { source: 'ops', type: 'counter', unit: 'backups', labels: kind, help: 'Backups that failed.' },
  restore_drill_last_success_timestamp_seconds: {
    ...gauge,
    unit: 'seconds',
    labels: kind,
    help: 'End of the last good restore drill, as Unix time.',
  },
  restore_drill_rto_seconds: { ...gauge, unit: 'seconds', labels: kind, help: 'Time the last drill took to have everything back.' },
  restore_drill_rpo_seconds: { ...gauge, unit: 'seconds', labels: kind, help: 'Age of the data the last drill got back.' },
  tls_certificate_expiry_timestamp_seconds: {
    ...gauge,
    unit: 'seconds',
    labels: { host: 'the public host name' },
    help: 'When the certificate expires, as Unix time.',
  },
  config_drift_files: { ...gauge, unit: 'files', labels: {}, help: 'Configuration files that differ from the last configuration backup.' },
} as const satisfies Record<string, OpsEntry>;
