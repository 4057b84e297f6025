import { flushCompileCache } from 'node:module';
import { setTimeout as delay } from 'node:timers/promises';
import { systemClock } from '../clock.ts';
import type { CommonConfig } from '../config/common-config.ts';
import { ConfigError, loadConfig } from '../config/load-config.ts';
import { processEnv, serviceVersion as version } from '../config/process-config.ts';
import { newId } from '../ids.ts';
import { configureLogger, errorFields, logger, toggleDebug } from '../telemetry/logger.ts';
import { collectProcessMetrics } from '../telemetry/process-metrics.ts';
import { stopTelemetry } from '../telemetry/start.ts';
import { createBroker, selfTest } from './broker.ts';
import { connectBus, connectRedis } from './connections.ts';
import type { ConfigSchema, ServiceDefinition } from './define-service.ts';
import { startOperationsServer } from './operations-server.ts';
import { startService } from './start-service.ts';

/** Load balancers and peers stop sending before connections close. */
const drainMs = processEnv['NODE_ENV'] === 'production' ? 2_000 : 200;
const hardStopMs = 20_000;

const fail = (error: unknown): never => {
  configureLogger({ service: 'boot', version, env: 'unknown', level: 'info' });
  logger.error(error instanceof ConfigError ? 'service.config_invalid' : 'service.start_failed', errorFields(error));
  process.exit(error instanceof ConfigError ? error.exitCode : 1);
};

/** Reads the configuration, connects, answers, and on SIGTERM or SIGINT drains and leaves with a real exit code. */
export const runService = async <DB, S extends ConfigSchema>(definition: ServiceDefinition<DB, S>): Promise<void> => {
  try {
    await run(definition, loadConfig(definition.config, processEnv) as CommonConfig);
  } catch (error) {
    fail(error);
  }
};

const run = async <DB, S extends ConfigSchema>(definition: ServiceDefinition<DB, S>, config: CommonConfig): Promise<void> => {
  const { name } = definition;
  const instance = config.INSTANCE_ID ?? newId().slice(-12);
  configureLogger({ service: name, version, env: config.NODE_ENV, instance, level: config.LOG_LEVEL });
  collectProcessMetrics({ service: name, version });
  let started: Awaited<ReturnType<typeof startService>> | undefined;
  let draining = false;
  const operations = await startOperationsServer({
    host: config.OPERATIONS_HOST,
    port: config.OPERATIONS_PORT,
    checks: () => ({ started: () => started !== undefined && !draining, ...started?.checks }),
  });
  const settings = { service: name, instance, natsUrl: config.NATS_URL };
  const bus = await connectBus(name, config);
  const redis = connectRedis(config.REDIS_URL);
  const broker = createBroker(settings);
  const running = await startService(definition, config as never, { bus, redis, broker, clock: systemClock });
  await selfTest(settings);
  started = running;
  logger.info('service.ready', { ports: running.ports, operations_port: operations.port });
  // Node writes down what it has compiled when it ends. A process that is killed never does, and the next one would start slower by a third.
  flushCompileCache();

  const stop = async (signal: string): Promise<void> => {
    if (draining) return;
    draining = true;
    logger.info('service.stopping', { signal });
    setTimeout(() => process.exit(1), hardStopMs).unref();
    await delay(drainMs);
    await running.close();
    await bus.close();
    redis.disconnect();
    await operations.close();
    await stopTelemetry();
    logger.info('service.stopped');
    process.exit(0);
  };
  process.on('SIGUSR2', () => logger.info('log.level_changed', { level_now: toggleDebug(config.LOG_LEVEL) }));
  process.once('SIGTERM', () => void stop('SIGTERM'));
  process.once('SIGINT', () => void stop('SIGINT'));
};
