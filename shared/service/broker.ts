import { type BrokerOptions, Loggers, ServiceBroker, type ServiceSchema } from 'moleculer';
import { AppError } from '../errors/app-error.ts';
import { errorFields, logger } from '../telemetry/logger.ts';
import { BatchingNatsTransporter } from './batching-transporter.ts';
import type { ActionEntry } from './handle.ts';
import { type Answering, answerCall } from './rpc.ts';
import { forgetBroker, initialiseServerMetrics, watchBroker } from './rpc-metrics.ts';
import { RawJsonSerializer } from './serializer.ts';

const levels: Record<string, 'error' | 'warn' | 'info' | 'debug'> = { fatal: 'error', error: 'error', warn: 'warn' };

/** Moleculer's own lines in our format; its chatter below a warning is left out. */
class ServiceLogger extends Loggers.Base<{ level: 'warn' }> {
  override getLogHandler(bindings?: { mod?: string }) {
    return (type: string, args: unknown[]): void => {
      const level = levels[type];
      if (level)
        logger[level]('moleculer.log', {
          module: bindings?.mod,
          text: args.map((arg) => (arg instanceof Error ? arg.message : String(arg))).join(' '),
        });
    };
  }
}

const natsOptions = { pingInterval: 5_000, maxPingOut: 2, reconnectTimeWait: 500, waitOnFirstConnect: true };

export type BrokerSettings = Readonly<{ service: string; instance: string; natsUrl: string | 'fake'; namespace?: string }>;

/**
 * RPC only: no Moleculer events, no validator, metrics or tracing of its own. Node ids are `<service>.<instance>` so that
 * NATS grants can use wildcards. Heartbeats of 1 s / 3 s see a dead node in about 4.5 s; tracking finishes calls in hand on stop.
 */
export const createBroker = ({ service, instance, natsUrl, namespace }: BrokerSettings): ServiceBroker => {
  const options: BrokerOptions = {
    nodeID: `${service}.${instance}`,
    namespace: namespace ?? 'crm-gtd',
    logger: new ServiceLogger() as never,
    transporter: natsUrl === 'fake' ? 'Fake' : (new BatchingNatsTransporter({ url: natsUrl, ...natsOptions }) as never),
    serializer: new RawJsonSerializer() as never,
    requestTimeout: 5_000,
    heartbeatInterval: 1,
    heartbeatTimeout: 3,
    tracking: { enabled: true, shutdownTimeout: 10_000 },
    validator: false,
    metrics: false,
    tracing: false,
    internalServices: false,
    skipProcessEventRegistration: true,
    started: watchBroker,
    stopped: forgetBroker,
  };
  return new ServiceBroker(options);
};

export type AnswerOptions = Answering & Readonly<{ service: string; actions: readonly ActionEntry[] }>;

/** `v1.crm.deals.win` is version 1 of service `crm`, action `deals.win`. */
export const serviceSchema = ({ service, actions, ...answering }: AnswerOptions): ServiceSchema => {
  initialiseServerMetrics(actions.map(({ contract }) => contract.name));
  const prefix = `v1.${service}.`;
  const entries = actions.map((entry) => {
    if (!entry.contract.name.startsWith(prefix)) throw new Error(`${entry.contract.name} does not belong to ${service}`);
    const answer = answerCall(entry, answering);
    return [
      entry.contract.name.slice(prefix.length),
      (ctx: { params: unknown; headers: object }) => answer(ctx.params, ctx.headers as never),
    ] as const;
  });
  entries.push(['self.ping', async () => ({ ok: true }) as never]);
  return { name: service, version: 1, actions: Object.fromEntries(entries) } as unknown as ServiceSchema;
};

/** Connecting, finding the service and asking it, all together. */
const deafAfterMs = 4_500;

const ping = async (asker: ServiceBroker, { service, instance }: BrokerSettings): Promise<void> => {
  await asker.start();
  await asker.waitForServices({ name: service, version: 1 }, deafAfterMs, 50);
  await asker.call(`v1.${service}.self.ping`, {}, { timeout: deafAfterMs, nodeID: `${service}.${instance}` });
};

/**
 * A refused NATS subscription leaves the node alive but deaf, and it says nothing: ask it through the bus before calling it ready.
 * `asker` is a second, short-lived node, so that the question really travels.
 */
export const selfTest = async (settings: BrokerSettings): Promise<void> => {
  const asker = createBroker({ ...settings, service: settings.service, instance: `${settings.instance}-probe` });
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error('no answer in time')), deafAfterMs);
  try {
    await Promise.race([ping(asker, settings), late.promise]);
  } catch (cause) {
    throw new AppError('SERVICE_UNAVAILABLE', { service: settings.service, reason: 'deaf' }, { cause });
  } finally {
    clearTimeout(timer);
    // Leaving takes its time where nobody answers, and nobody has to wait for it.
    asker.stop().catch((error: unknown) => logger.warn('self_test.left_badly', errorFields(error)));
  }
};
