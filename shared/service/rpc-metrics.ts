import type { ServiceBroker } from 'moleculer';
import { isAppError } from '../errors/app-error.ts';
import { gauge, histogram } from '../telemetry/metrics.ts';
import { isOwnFault } from '../telemetry/recent-errors.ts';

export const serverDuration = histogram('rpc_server_call_duration_seconds');
export const clientDuration = histogram('rpc_client_call_duration_seconds');
export const inflight = gauge('rpc_inflight');

const brokers = new Set<ServiceBroker>();
/** The broker that answers comes before the short-lived one of the self-test. */
const ownBroker = (): ServiceBroker | undefined => brokers.values().next().value;

gauge('moleculer_nodes_online', function () {
  const broker = ownBroker();
  if (broker) this.set(broker.registry.nodes.list({ onlyAvailable: true }).length);
});
gauge('moleculer_services_available', function () {
  const broker = ownBroker();
  if (broker) this.set(new Set(broker.registry.services.list({ onlyAvailable: true }).map(({ name }) => name)).size);
});

export const watchBroker = (broker: ServiceBroker): void => void brokers.add(broker);
export const forgetBroker = (broker: ServiceBroker): void => void brokers.delete(broker);

/** Our own faults by their code. What the caller did wrong is one word: a histogram for each code of each method would be thousands of series. */
export const errorType = (error: unknown): string => {
  if (!isOwnFault(error)) return 'REFUSED';
  return isAppError(error) ? error.code : 'INTERNAL';
};

/** A ratio over a series that does not exist yet has no data: each method starts with zero. */
export const initialiseServerMetrics = (methods: readonly string[]): void => {
  for (const rpc_method of methods) {
    serverDuration.zero({ rpc_system_name: 'moleculer', rpc_method, error_type: '' });
    inflight.set({ rpc_method }, 0);
  }
};
