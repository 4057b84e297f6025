import { everyService, type ServiceEntry } from './entry.ts';

const all = { source: 'service', services: everyService } as const;
const pool = { db_client_connection_pool_name: everyService } as const;

/** PostgreSQL as our services see it, and caches. */
export const databaseMetrics = {
  db_client_operation_duration_seconds: {
    type: 'histogram',
    buckets: 'database',
    help: 'Time of a statement in its transaction, from when it was given to the driver to its answer.',
    unit: 'seconds',
    labels: {
      db_system_name: ['postgresql'],
      db_collection_name: 'tables of the schema, or _OTHER',
      db_operation_name: ['select', 'insert', 'update', 'delete', 'other'],
      error_type: ['', 'error'],
    },
    ...all,
  },
  db_client_connection_count: {
    type: 'gauge',
    help: 'Open connections.',
    unit: 'connections',
    labels: { ...pool, db_client_connection_state: ['idle', 'used'] },
    ...all,
  },
  db_client_connection_max: { type: 'gauge', help: 'Connections the pool may open.', unit: 'connections', labels: pool, ...all },
  db_client_connection_pending_requests: {
    type: 'gauge',
    help: 'Units of work waiting for a connection.',
    unit: 'units',
    labels: pool,
    ...all,
  },
  db_transaction_retries_total: {
    type: 'counter',
    help: 'Transactions that ran again.',
    unit: 'transactions',
    labels: { reason: ['conflict', 'connection'] },
    ...all,
  },
  db_migration_version_info: {
    type: 'gauge',
    help: 'The newest migration the database has: always 1.',
    unit: 'none',
    labels: { migration: 'names of the migrations in the repository' },
    ...all,
  },
  db_migration_pending: {
    type: 'gauge',
    help: 'Migrations of this release the database does not have yet.',
    unit: 'migrations',
    labels: {},
    ...all,
  },
  cache_requests_total: {
    type: 'counter',
    help: "Questions to a cache; `access` holds each token's rights in the process.",
    unit: 'requests',
    labels: { cache: ['access'], outcome: ['hit', 'miss', 'stale', 'error'] },
    source: 'service',
    services: ['gateway'],
  },
} as const satisfies Record<string, ServiceEntry>;
