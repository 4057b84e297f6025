import type { ServiceBroker } from 'moleculer';
import type { ActionContract, OutputOf } from '../contracts/define.ts';
import { isAppError } from '../errors/app-error.ts';
import { logger } from '../telemetry/logger.ts';
import type { CallRaw } from './rpc.ts';
import type { Scope } from './scope.ts';

export type Surveyed<T> = Readonly<{ service: string; instance: string; answer: T | undefined }>;

/** Asks every process that serves one of these services, each by its name; who is silent past the contract's limit has no answer. */
export type Survey = <A extends ActionContract>(
  services: readonly string[],
  contractOf: (service: string) => A,
  scope: Scope,
) => Promise<Surveyed<OutputOf<A>>[]>;

type Known = Readonly<{ name: string; nodeID: string }>;

/** `crm.3f2a`: the node's id says its service, the rest is the process. */
const instanceOf = ({ name, nodeID }: Known): string => (nodeID.startsWith(`${name}.`) ? nodeID.slice(name.length + 1) : nodeID);

export const surveyor =
  (broker: ServiceBroker, callRaw: CallRaw): Survey =>
  async (services, contractOf, scope) => {
    const known = (broker.registry.getServiceList({ onlyAvailable: true }) as Known[]).filter(({ name }) => services.includes(name));
    return Promise.all(
      known.map(async (one) => {
        const instance = instanceOf(one);
        try {
          const { text } = await callRaw(contractOf(one.name), {}, scope, { node: one.nodeID });
          return { service: one.name, instance, answer: JSON.parse(text) };
        } catch (error) {
          if (isAppError(error) && error.code === 'PERMISSION_DENIED') throw error;
          logger.warn('system.silent', { asked_service: one.name, asked_instance: instance, 'error.message': String(error) });
          return { service: one.name, instance, answer: undefined };
        }
      }),
    );
  };
