import { memoryUsage, version as nodeVersion, uptime } from 'node:process';
import type { Redis } from 'ioredis';
import { type ConsumerLag, type SelfStatus, type SystemService, selfErrorsOf, selfStatusOf } from '../contracts/gateway/system.ts';
import type { Bus, StreamStatus } from '../messaging/bus.ts';
import { consumerStatuses, outboxBacklog } from '../messaging/messaging-metrics.ts';
import { DEAD_LETTER_STREAM, streamOf } from '../messaging/streams.ts';
import { recentErrorsOf } from '../telemetry/recent-errors.ts';
import { breakersNow } from './breaker.ts';
import { type ActionEntry, handle } from './handle.ts';
import { type Checks, readiness } from './operations-server.ts';

/** Below the askers' limit, so that a slow part shows as missing and not the whole process. */
const partMs = 900;

export type Self = Readonly<{
  service: string;
  instance: string;
  version: string;
  bus: Bus;
  redis: Redis;
  checks: () => Checks;
}>;

const orAfter = async <T>(work: Promise<T>, otherwise: T): Promise<T> => {
  const late = Promise.withResolvers<T>();
  const timer = setTimeout(() => late.resolve(otherwise), partMs);
  try {
    return await Promise.race([work.catch(() => otherwise), late.promise]);
  } finally {
    clearTimeout(timer);
  }
};

const consumersOf = async (service: SystemService): Promise<ConsumerLag[]> =>
  (await consumerStatuses())
    .filter((one) => one?.durable.startsWith(`${service}-`))
    .flatMap((one) =>
      one
        ? [
            {
              service,
              stream: one.stream,
              durable: one.durable,
              pending: one.pending,
              ackPending: one.ackPending,
              redelivered: one.redelivered,
            },
          ]
        : [],
    );

/** A service may ask the broker for its own stream; the dead letters are the gateway's to show. */
const streamNames = (service: string): string[] => [streamOf(service), ...(service === 'gateway' ? [DEAD_LETTER_STREAM] : [])];

const streamsOf = async ({ bus, service }: Self): Promise<SelfStatus['streams']> =>
  (await Promise.all(streamNames(service).map((name) => bus.streamStatus(name)))).map((stream: StreamStatus) => ({
    name: stream.name,
    messages: stream.messages,
    bytes: stream.bytes,
    lastTime: stream.lastTime?.toISOString() ?? null,
  }));

const selfStatus = async (self: Self): Promise<SelfStatus> => {
  const service = self.service as SystemService;
  const [health, outbox, consumers, streams] = await Promise.all([
    readiness(self.checks, partMs),
    orAfter(outboxBacklog(service), undefined),
    orAfter(consumersOf(service), []),
    orAfter(streamsOf(self), []),
  ]);
  return {
    instance: self.instance,
    version: self.version,
    node: nodeVersion,
    uptimeSeconds: Math.round(uptime()),
    memoryBytes: memoryUsage.rss(),
    ready: health.ready,
    // Limits and caches only: a service is ready without it.
    checks: { ...health.checks, redis: self.redis.status === 'ready' },
    outbox: outbox ?? null,
    consumers,
    streams,
    breakers: breakersNow(),
  };
};

/** Answered by every service for its own process; the gateway puts the answers together. Errors are those of the asker's organization. */
export const selfActions = (self: Self): ActionEntry[] => [
  handle(selfStatusOf(self.service), () => selfStatus(self)),
  handle(selfErrorsOf(self.service), async (_input, { scope }) => ({ items: [...recentErrorsOf(scope.organizationId)] })),
];
