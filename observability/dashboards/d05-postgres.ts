import type { BoardSpec } from './board.ts';
import { max, of, orZero, own, quantile, query, rate, sum } from './query.ts';

const pg = (metric: string, labels = ''): string => of('postgres', metric, labels);
const product = 'datname="crm_gtd_v1"';

export const postgres: BoardSpec = {
  uid: 'crm-gtd-postgres',
  title: 'D5 PostgreSQL',
  description: 'Statements and pools as our services see them, the server as it sees itself.',
  rows: [
    {
      title: 'As services see it',
      panels: [
        {
          title: 'Statements, p95 by table',
          description: 'The ten slowest tables.',
          unit: 's',
          queries: [
            query(
              `topk(10, ${quantile(0.95, own('db_client_operation_duration_seconds_bucket'), 'service', 'db_collection_name')})`,
              '{{service}} {{db_collection_name}}',
            ),
          ],
          width: 12,
          runbook: 'postgres-slow',
        },
        {
          title: 'Statements',
          description: 'Per second and kind.',
          unit: 'ops',
          queries: [query(sum(rate(own('db_client_operation_duration_seconds_count')), 'db_operation_name'), '{{db_operation_name}}')],
          width: 12,
        },
        {
          title: 'Pool use',
          description: 'Connections at work over those the pool may open.',
          unit: 'percentunit',
          queries: [
            query(
              `${sum(own('db_client_connection_count', 'db_client_connection_state="used"'), 'service')} / ${sum(own('db_client_connection_max'), 'service')}`,
              '{{service}}',
            ),
          ],
          warn: 0.8,
          bad: 1,
          max: 1,
          runbook: 'postgres-connections',
        },
        {
          title: 'Waiting for a connection',
          description: 'Units of work in the queue of a pool.',
          unit: 'none',
          queries: [query(sum(own('db_client_connection_pending_requests'), 'service'), '{{service}}')],
          runbook: 'postgres-connections',
        },
        {
          title: 'Pending migrations',
          description: 'Migrations of the running release that the database does not have.',
          unit: 'none',
          kind: 'stat',
          queries: [query(max(own('db_migration_pending'), 'service'), '{{service}}')],
          bad: 1,
          runbook: 'migrations',
        },
      ],
    },
    {
      title: 'Connections and locks',
      panels: [
        {
          title: 'Connections',
          description: 'Over max_connections. 90 % wakes somebody.',
          unit: 'percentunit',
          queries: [query(`${sum(pg('pg_stat_activity_count'))} / ${max(pg('pg_settings_max_connections'))}`, 'used')],
          warn: 0.8,
          bad: 0.9,
          max: 1,
          runbook: 'postgres-connections',
        },
        {
          title: 'Connections by state',
          description: '`idle in transaction` that stays is a fault.',
          unit: 'none',
          queries: [query(sum(pg('pg_stat_activity_count', product), 'state'), '{{state}}')],
        },
        {
          title: 'Longest transaction',
          description: 'More than five minutes is a ticket.',
          unit: 's',
          queries: [query(max(pg('pg_stat_activity_max_tx_duration', product), 'state'), '{{state}}')],
          bad: 300,
          runbook: 'postgres-slow',
        },
        {
          title: 'Locks',
          description: 'By mode; exclusive ones that stay block others.',
          unit: 'none',
          queries: [query(sum(pg('pg_locks_count', product), 'mode'), '{{mode}}')],
        },
        {
          title: 'Deadlocks',
          description: 'Transactions PostgreSQL had to end.',
          unit: 'ops',
          queries: [query(sum(rate(pg('pg_stat_database_deadlocks', product))), 'deadlocks')],
          runbook: 'postgres-slow',
        },
        {
          title: 'Transactions',
          description: 'Committed and rolled back.',
          unit: 'ops',
          queries: [
            query(sum(rate(pg('pg_stat_database_xact_commit', product))), 'committed'),
            query(sum(rate(pg('pg_stat_database_xact_rollback', product))), 'rolled back'),
          ],
        },
      ],
    },
    {
      title: 'Memory and disk',
      panels: [
        {
          title: 'Found in memory',
          description: 'Share of blocks that need no disk. Below 99 % the server wants more memory.',
          unit: 'percentunit',
          queries: [
            query(
              `(${sum(rate(pg('pg_stat_database_blks_hit', product)))} + 1) / (${sum(rate(pg('pg_stat_database_blks_hit', product)))} + ${sum(rate(pg('pg_stat_database_blks_read', product)))} + 1)`,
              'hit',
            ),
          ],
          max: 1,
        },
        {
          title: 'Temporary files',
          description: 'Sorts and joins that did not fit into work_mem.',
          unit: 'Bps',
          queries: [query(sum(rate(pg('pg_stat_database_temp_bytes', product))), 'written')],
          runbook: 'postgres-slow',
        },
        {
          title: 'Size, and in seven days',
          description: 'The forecast continues the last day.',
          unit: 'bytes',
          queries: [
            query(sum(pg('pg_database_size_bytes', product)), 'now'),
            query(sum(`predict_linear(${pg('pg_database_size_bytes', product)}[1d], 604800)`), 'in 7 days'),
          ],
          runbook: 'disk',
        },
        {
          title: 'Dead rows',
          description: 'The ten tables with most rows waiting for vacuum.',
          unit: 'none',
          queries: [query(`topk(10, ${sum(pg('pg_stat_user_tables_n_dead_tup'), 'schemaname', 'relname')})`, '{{schemaname}}.{{relname}}')],
          runbook: 'postgres-slow',
        },
        {
          title: 'Largest tables by rows',
          description: 'Live rows, as PostgreSQL estimates them.',
          unit: 'none',
          queries: [query(`topk(10, ${sum(pg('pg_stat_user_tables_n_live_tup'), 'schemaname', 'relname')})`, '{{schemaname}}.{{relname}}')],
        },
        {
          title: 'WAL archive',
          description: 'Files archived and failed; both stay 0 while no archive is configured.',
          unit: 'ops',
          queries: [
            query(orZero(sum(rate(pg('pg_stat_archiver_archived_count')))), 'archived'),
            query(orZero(sum(rate(pg('pg_stat_archiver_failed_count')))), 'failed'),
          ],
          runbook: 'backup',
        },
      ],
    },
  ],
};
