import { everyService, type ServiceEntry } from './entry.ts';

const all = { source: 'service', services: everyService } as const;
const rpc = {
  rpc_system_name: ['moleculer'],
  rpc_method: 'actions of the contracts',
  error_type: 'empty, REFUSED for what the caller did wrong, or a code of docs/errors.md',
} as const;
const job = { job: 'jobs the services declare' } as const;
const breaker = { breaker: 'provider and operation, as its client names it: openai.suggest' } as const;

/** Calls between services, background jobs and circuit breakers. */
export const serviceMetrics = {
  rpc_server_call_duration_seconds: {
    type: 'histogram',
    buckets: 'short',
    help: 'Time to answer a call.',
    unit: 'seconds',
    labels: rpc,
    ...all,
  },
  rpc_client_call_duration_seconds: {
    type: 'histogram',
    buckets: 'short',
    help: 'Time a caller waited for the answer.',
    unit: 'seconds',
    labels: rpc,
    ...all,
  },
  rpc_inflight: { type: 'gauge', help: 'Calls being answered.', unit: 'calls', labels: { rpc_method: rpc.rpc_method }, ...all },
  moleculer_nodes_online: { type: 'gauge', help: 'Nodes this one sees, itself included.', unit: 'nodes', labels: {}, ...all },
  moleculer_services_available: {
    type: 'gauge',
    help: 'Different services that answer calls, as this node sees it.',
    unit: 'services',
    labels: {},
    ...all,
  },
  job_runs_total: {
    type: 'counter',
    help: 'Runs of a background job.',
    unit: 'runs',
    labels: { ...job, outcome: ['ok', 'error'] },
    ...all,
  },
  job_duration_seconds: { type: 'histogram', buckets: 'eventAge', help: 'Length of a run.', unit: 'seconds', labels: job, ...all },
  job_last_success_timestamp_seconds: {
    type: 'gauge',
    help: 'End of the last good run, as Unix time.',
    unit: 'seconds',
    labels: job,
    ...all,
  },
  job_lag_seconds: {
    type: 'gauge',
    help: 'How long the next good run is overdue: 0 within one period of the last one.',
    unit: 'seconds',
    labels: job,
    ...all,
  },
  circuit_breaker_state: {
    type: 'gauge',
    help: '1 for the state the breaker is in.',
    unit: 'none',
    labels: { ...breaker, state: ['closed', 'open', 'half_open'] },
    ...all,
  },
  circuit_breaker_events_total: {
    type: 'counter',
    help: 'What the breaker saw; `open` counts how often it opened.',
    unit: 'events',
    labels: { ...breaker, event: ['fire', 'success', 'failure', 'timeout', 'reject', 'semaphore_locked', 'open'] },
    ...all,
  },
  circuit_breaker_latency_seconds: {
    type: 'histogram',
    buckets: 'short',
    help: 'Time of the protected call.',
    unit: 'seconds',
    labels: breaker,
    ...all,
  },
} as const satisfies Record<string, ServiceEntry>;
