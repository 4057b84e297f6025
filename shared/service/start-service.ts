import type { Redis } from 'ioredis';
import type { ServiceBroker } from 'moleculer';
import type { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { CommonConfig } from '../config/common-config.ts';
import { serviceVersion } from '../config/process-config.ts';
import { allEvents } from '../contracts/registry.ts';
import { watchMigrations } from '../database/migration-metrics.ts';
import { migrationGate } from '../database/pending-migrations.ts';
import type { TenantDb } from '../database/tenant-db.ts';
import type { Bus } from '../messaging/bus.ts';
import { onceOnly } from '../messaging/command.ts';
import { startConsumers } from '../messaging/consumer-runner.ts';
import { failpoint } from '../messaging/failpoint.ts';
import { inboxCleanupJob } from '../messaging/inbox-cleanup.ts';
import { startRelay } from '../messaging/relay.ts';
import type { RetryPlan } from '../messaging/retry-delay.ts';
import { logger } from '../telemetry/logger.ts';
import { actorSigner, actorVerifier } from './actor.ts';
import { serviceSchema } from './broker.ts';
import type { ConfigSchema, ServiceDefinition, ServiceParts } from './define-service.ts';
import type { ActionEntry } from './handle.ts';
import { startJobs } from './jobs.ts';
import { startListeners } from './listeners.ts';
import type { Checks } from './operations-server.ts';
import { type Once, rpcClient } from './rpc.ts';
import { selfActions } from './self-actions.ts';
import { mayCall } from './service-calls.ts';
import { surveyor } from './survey.ts';

/** The real world of a service; tests hand in an in-memory bus and a broker that shares their process. */
export type World = Readonly<{ bus: Bus; redis: Redis; broker: ServiceBroker; clock: Clock; retry?: RetryPlan }>;

export type RunningService = Readonly<{
  parts: ServiceParts;
  checks: Checks;
  ports: Readonly<Record<string, number>>;
  close(): Promise<void>;
}>;

type AnswerParts = Readonly<{
  broker: ServiceBroker;
  name: string;
  actions: readonly ActionEntry[];
  config: CommonConfig;
  clock: Clock;
  once: Once;
}>;

const answering = async ({ broker, name, actions, config, clock, once }: AnswerParts): Promise<void> => {
  const verify = await actorVerifier(config.ACTOR_PUBLIC_KEYS, name);
  const failAt = failpoint(config.FAIL_AT);
  broker.createService(serviceSchema({ service: name, actions, verify, mayCall, clock, once, failAt }));
  await broker.start();
};

type Stage = Readonly<{ name: string; close: () => Promise<void> }>;

/** Each part gets its chance to stop, in order, whatever the one before it did. */
const closeAll = async (stages: readonly Stage[]): Promise<void> => {
  for (const { name, close } of stages) {
    await close().catch((error: unknown) => logger.error('service.stop_failed', { part: name, 'error.message': String(error) }));
  }
};

/**
 * Builds the slices and starts what they declare. Order of stopping: accept nothing new (listeners), take no more events,
 * finish jobs, send the outbox, answer the last calls, close the database.
 */
export const startService = async <DB, S extends ConfigSchema>(
  definition: ServiceDefinition<DB, S>,
  config: z.output<S> & CommonConfig,
  { bus, redis, broker, clock, retry }: World,
): Promise<RunningService> => {
  const { name } = definition;
  const db: TenantDb<DB> = definition.createDb({
    url: config.DATABASE_URL,
    schema: name,
    applicationName: name,
    maxConnections: config.DATABASE_POOL_MAX,
  });
  const migrations = migrationGate(name, db);
  await migrations.refuseBehind().catch(async (error: unknown) => {
    await db.close();
    throw error;
  });
  const forgetMigrations = watchMigrations(name, db);
  const sign = await actorSigner(name, config.ACTOR_PRIVATE_KEY);
  const rpc = rpcClient({ broker, sign, clock });
  const parts = definition.build({ config, db, bus, redis, clock, logger, ...rpc, survey: surveyor(broker, rpc.callRaw) });
  const once: Once = (scope, work) => onceOnly(db as unknown as TenantDb<unknown>, scope, work);
  let checks: Checks = {};
  const instance = broker.nodeID.slice(name.length + 1);
  const self = selfActions({ service: name, instance, version: serviceVersion, bus, redis, checks: () => checks });
  await answering({ broker, name, actions: [...parts.actions, ...self], config, clock, once });
  const relay = await startRelay({
    relayUrl: config.RELAY_DATABASE_URL,
    schema: name,
    bus,
    eventTypes: allEvents.filter(({ service }) => service === name).map(({ type }) => type),
    failAt: config.FAIL_AT,
  });
  const consumers = await startConsumers({
    bus,
    db,
    declarations: parts.consumers,
    service: name,
    clock,
    logger,
    failAt: config.FAIL_AT,
    ...(retry ? { retry } : {}),
  });
  const jobs = startJobs([inboxCleanupJob(name, db, clock), ...(parts.jobs ?? [])]);
  const listeners = await startListeners(parts.listeners ?? []);
  checks = {
    database: async () => db.ping().then(() => true),
    migrations: () => migrations.applied(),
    nats: () => bus.connected(),
    consumers: () => consumers.alive(),
  };
  return {
    parts,
    ports: listeners.ports,
    checks,
    close: () =>
      closeAll([
        { name: 'listeners', close: () => listeners.close() },
        { name: 'consumers', close: () => consumers.close() },
        { name: 'jobs', close: () => jobs.close() },
        { name: 'slices', close: async () => parts.onStop?.() },
        { name: 'relay', close: () => relay.close() },
        { name: 'broker', close: async () => broker.stop() },
        { name: 'migrations', close: async () => forgetMigrations() },
        { name: 'database', close: () => db.close() },
      ]),
  };
};
