import { setTimeout as delay } from 'node:timers/promises';
import type { z } from 'zod';
import { type Clock, systemClock } from '../clock.ts';
import { loadConfig } from '../config/load-config.ts';
import type { ActionContract, DataOf, EventContract, OutputOf } from '../contracts/define.ts';
import { Envelope, subjectOf } from '../contracts/envelope.ts';
import type { TenantDb } from '../database/tenant-db.ts';
import { newId } from '../ids.ts';
import type { Bus, RunningConsumer } from '../messaging/bus.ts';
import type { Received } from '../messaging/consumer.ts';
import { MemoryBroker } from '../messaging/memory-broker.ts';
import { memoryBus } from '../messaging/memory-bus.ts';
import type { RetryPlan } from '../messaging/retry-delay.ts';
import { actorSigner, actorVerifier } from '../service/actor.ts';
import { createBroker } from '../service/broker.ts';
import { connectRedis } from '../service/connections.ts';
import type { ConfigSchema, ServiceDefinition } from '../service/define-service.ts';
import type { ActionEntry } from '../service/handle.ts';
import { rpcClient } from '../service/rpc.ts';
import type { Scope } from '../service/scope.ts';
import { type RunningService, startService } from '../service/start-service.ts';
import { configureLogger } from '../telemetry/logger.ts';
import { type ActorKeys, makeActorKeys } from './actor-keys.ts';
import { answerAsRemotes } from './remote.ts';
import { startTestDb, type TestDb } from './test-db.ts';
import { testStack } from './test-stack.ts';
import { waitFor } from './wait-for.ts';

export { remote } from './remote.ts';
export { waitFor } from './wait-for.ts';

export type TestServiceOptions<DB> = Readonly<{
  /** Settings of the service beside the common ones, as its environment would have them. */
  config?: Readonly<Record<string, string>>;
  /** Other services' actions as this test has them answer. */
  remotes?: readonly ActionEntry[];
  clock?: Clock;
  retry?: RetryPlan;
  /** A database of an earlier instance, for tests that restart a service. */
  database?: TestDb<DB>;
}>;

export type DeliverOptions = Readonly<{
  organizationId?: string;
  /** 1 for the first event of an aggregate, and so on; counted by the harness when absent. */
  sequence?: number;
  id?: string;
  actorId?: string;
  correlationId?: string;
  /** False to publish only: an event that comes too early does not settle before the one it waits for. */
  settle?: boolean;
}>;

export type TestService<DB> = Readonly<{
  [Symbol.asyncDispose](): Promise<void>;
  organizationId: string;
  scope(overrides?: Partial<Scope>): Scope;
  /** As the OWNER of `organizationId` unless a scope is given; the call travels as it would over the bus. */
  call<A extends ActionContract>(contract: A, input: z.input<A['input']>, scope?: Scope): Promise<OutputOf<A>>;
  /** Committed events of a type, oldest first, of every organization. */
  outbox<E extends EventContract>(event: E): Promise<Received<E>[]>;
  /** Publishes as the owning service would; resolves when every consumer here is done with it. Gives the envelope, to deliver again. */
  deliver<E extends EventContract>(event: E, data: z.input<E['data']>, options?: DeliverOptions): Promise<Envelope>;
  redeliver(envelope: Envelope): Promise<void>;
  /** Nothing published is waiting or at work in any consumer of this service. */
  settled(): Promise<void>;
  bus: Bus;
  db: TenantDb<DB>;
  database: TestDb<DB>;
  ownerSql<R extends object>(text: string, values?: readonly unknown[]): Promise<R[]>;
  ports: RunningService['ports'];
  parts: RunningService['parts'];
}>;

/** Quick second tries: a test waits for facts, not for a production's patience. */
const quickRetry: RetryPlan = { failure: [20, 40, 80, 160, 320, 640, 1_000], gap: [20, 40, 80, 160, 320, 640, 1_000] };

const commonEnv = (service: string, database: Readonly<{ appUrl: string; relayUrl: string }>, keys: ActorKeys): Record<string, string> => ({
  NODE_ENV: 'test',
  LOG_LEVEL: 'error',
  DATABASE_URL: database.appUrl,
  RELAY_DATABASE_URL: database.relayUrl,
  NATS_URL: testStack().natsUrl,
  REDIS_URL: testStack().redisUrl,
  OPERATIONS_PORT: '0',
  ACTOR_PRIVATE_KEY: keys.privateKeyOf(service),
  ACTOR_PUBLIC_KEYS: keys.publicKeys,
  // All tests of a run come from one address, and count in one Redis.
  ...(service === 'gateway' ? { LOGIN_LIMIT_IP: '1000000' } : {}),
});

/** Remembers the durables that are opened through it, so that a test can wait until they are idle. */
const watched = (bus: Bus): { bus: Bus; idle: () => Promise<boolean> } => {
  const consumers: RunningConsumer[] = [];
  const consume: Bus['consume'] = async (options, handler) => {
    const consumer = await bus.consume(options, handler);
    consumers.push(consumer);
    return consumer;
  };
  const idle = async (): Promise<boolean> =>
    (await Promise.all(consumers.map((one) => one.status()))).every(({ pending, ackPending }) => pending === 0 && ackPending === 0);
  return { bus: { ...bus, consume }, idle };
};

const receivedOf = <E extends EventContract>(event: E, text: string): Received<E> => {
  const envelope = Envelope.parse(JSON.parse(text));
  const { organizationid: organizationId, actorid: actorId, correlationid: correlationId, causationid: causationId } = envelope;
  return {
    envelope,
    data: event.data.parse(envelope.data) as DataOf<E>,
    scope: { organizationId, actorId, role: 'SERVICE', correlationId, causationId },
  };
};

/** One service with its own database, an in-memory bus and Moleculer's in-process transporter; everything else is the real thing. */
export const startTestService = async <DB, S extends ConfigSchema>(
  definition: ServiceDefinition<DB, S>,
  options: TestServiceOptions<DB> = {},
): Promise<TestService<DB>> => {
  const { name } = definition;
  configureLogger({ service: name, version: 'test', env: 'test', level: 'error' });
  const clock = options.clock ?? systemClock;
  const keys = makeActorKeys();
  const database = options.database ?? (await startTestDb<DB>(name));
  const config = loadConfig(definition.config, { ...commonEnv(name, database, keys), ...options.config });
  const namespace = `test-${newId()}`;
  const { bus, idle } = watched(memoryBus(new MemoryBroker()));
  await bus.ensureStreams();
  const redis = connectRedis(testStack().redisUrl);

  const outside = createBroker({ service: 'outside', instance: 'test', natsUrl: 'fake', namespace });
  answerAsRemotes(outside, options.remotes ?? [], await actorVerifier(keys.publicKeys), clock);
  await outside.start();
  const broker = createBroker({ service: name, instance: 'test', natsUrl: 'fake', namespace });
  const world = { bus, redis, broker, clock, retry: options.retry ?? quickRetry };
  const running = await startService(definition, config as never, world).catch(async (error: unknown) => {
    await outside.stop();
    await bus.close();
    redis.disconnect();
    throw error;
  });
  await outside.waitForServices({ name, version: 1 }, 10_000, 10);
  for (const service of new Set((options.remotes ?? []).map(({ contract }) => contract.service)))
    await broker.waitForServices({ name: service, version: 1 }, 10_000, 10);

  const signerOf = (service: string) => actorSigner(service, keys.privateKeyOf(service));
  const { call } = rpcClient({
    broker: outside,
    clock,
    // A user is vouched for by the gateway, `service:ai` by its own key.
    sign: async (actor, callee) =>
      (await signerOf(actor.role === 'SERVICE' ? actor.actorId.slice('service:'.length) : 'gateway'))(actor, callee),
  });

  const organizationId = newId();
  const userId = newId();
  const scope = (overrides: Partial<Scope> = {}): Scope => {
    const id = newId();
    return { organizationId, actorId: userId, role: 'OWNER', correlationId: id, causationId: id, ...overrides };
  };
  const sequences = new Map<string, number>();
  const nextSequence = (aggregateId: string): number => {
    const next = (sequences.get(aggregateId) ?? 0) + 1;
    sequences.set(aggregateId, next);
    return next;
  };
  const settled = async (): Promise<void> => {
    await waitFor('every consumer to be done', idle);
    await delay(0);
  };
  const redeliver = async (envelope: Envelope, settle = true): Promise<void> => {
    await bus.publish({ id: newId(), subject: subjectOf(envelope), payload: JSON.stringify(envelope) });
    if (settle) await settled();
  };

  return {
    organizationId,
    scope,
    call: (contract, input, as) => call(contract, input, as ?? scope()),
    outbox: async (event) => {
      const rows = await database.ownerSql<{ envelope: string }>('select envelope from msg_outbox where type = $1 order by seq', [
        event.type,
      ]);
      return rows.map((row) => receivedOf(event, row.envelope));
    },
    deliver: async (event, data, given = {}) => {
      const pending = event.of(data as never);
      const correlationid = given.correlationId ?? newId();
      const envelope = Envelope.parse({
        id: given.id ?? newId(),
        source: `/crm-gtd/${event.service}`,
        type: event.type,
        time: clock.now().toISOString(),
        version: event.version,
        organizationid: given.organizationId ?? organizationId,
        actorid: given.actorId ?? userId,
        aggregatetype: pending.aggregateType,
        aggregateid: pending.aggregateId,
        sequence: given.sequence ?? nextSequence(pending.aggregateId),
        correlationid,
        causationid: correlationid,
        data: pending.data,
      });
      await redeliver(envelope, given.settle ?? true);
      return envelope;
    },
    redeliver: (envelope) => redeliver(envelope),
    settled,
    bus,
    db: database.db,
    database,
    ownerSql: database.ownerSql,
    ports: running.ports,
    parts: running.parts,
    [Symbol.asyncDispose]: async () => {
      await running.close();
      await outside.stop();
      await bus.close();
      redis.disconnect();
      if (!options.database) await database[Symbol.asyncDispose]();
    },
  };
};
