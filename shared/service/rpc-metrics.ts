import { isAppError } from '../errors/app-error.ts';
import { buckets, gauge, histogram } from '../telemetry/metrics.ts';

const labels = ['rpc_system_name', 'rpc_method', 'error_type'] as const;
export const serverDuration = histogram(
  { name: 'rpc_server_call_duration_seconds', help: 'Time to answer a call.', labels },
  buckets.short,
);
export const clientDuration = histogram(
  { name: 'rpc_client_call_duration_seconds', help: 'Time a caller waited for the answer.', labels },
  buckets.short,
);
export const inflight = gauge({ name: 'rpc_inflight', help: 'Calls being answered.', labels: ['rpc_method'] });
export const nodesOnline = gauge({ name: 'moleculer_nodes_online', help: 'Nodes this one sees, itself included.' });

/** A closed set: the error registry's codes, or one word for everything unforeseen. */
export const errorType = (error: unknown): string => (isAppError(error) ? error.code : 'INTERNAL');

/** A ratio over a series that does not exist yet has no data: each method starts with zero. */
export const initialiseServerMetrics = (methods: readonly string[]): void => {
  for (const rpc_method of methods) {
    serverDuration.zero({ rpc_system_name: 'moleculer', rpc_method, error_type: '' });
    inflight.set({ rpc_method }, 0);
  }
};
