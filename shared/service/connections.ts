import { Redis } from 'ioredis';
import type { CommonConfig } from '../config/common-config.ts';
import type { Bus } from '../messaging/bus.ts';
import { connectJetStreamBus } from '../messaging/jetstream-bus.ts';
import { errorFields, logger } from '../telemetry/logger.ts';

/** Commands fail at once while Redis is away: nothing that needs only a limit or a cache may wait for it. */
export const connectRedis = (url: string): Redis => {
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    commandTimeout: 500,
    lazyConnect: true,
    enableAutoPipelining: true,
  });
  redis.on('error', (error) => logger.warn('redis.error', errorFields(error)));
  redis.connect().catch((error: unknown) => logger.warn('redis.unreachable', errorFields(error)));
  return redis;
};

export const connectBus = async (service: string, config: CommonConfig): Promise<Bus> => {
  const bus = await connectJetStreamBus({ url: config.NATS_URL, service, replicas: config.NATS_REPLICAS });
  await bus.ensureStreams();
  return bus;
};
