import type { IncomingMessage, RequestListener } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Redis } from 'ioredis';
import type { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { commonConfig } from '../config/common-config.ts';
import type { TenantDb, TenantDbOptions } from '../database/tenant-db.ts';
import type { Bus } from '../messaging/bus.ts';
import type { ConsumerDeclaration } from '../messaging/consumer.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { ActionEntry } from './handle.ts';
import type { Call, CallRaw } from './rpc.ts';
import type { Survey } from './survey.ts';

/** Runs again and again, never beside itself in one process; of several replicas each takes its own row locks. */
export type Job = Readonly<{
  name: string;
  everyMs: number;
  run: (signal: AbortSignal) => Promise<void>;
  /** Receives a function that makes the next run start at once. */
  wake?: (run: () => void) => void;
}>;

export type Listener = Readonly<{
  name: string;
  host?: string;
  port: number;
  handler: RequestListener;
  /** A connection that wants to become a WebSocket; without this, and for any other protocol, the request is answered as it stands. */
  onUpgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  /** Called when nothing new is accepted any more: ends what would not end by itself (event streams, sockets). */
  onClosing?: () => void;
}>;

export type ServiceParts = Readonly<{
  actions: readonly ActionEntry[];
  consumers: readonly ConsumerDeclaration[];
  jobs?: readonly Job[];
  listeners?: readonly Listener[];
  /** Called after listeners, consumers and jobs have stopped, before connections close. */
  onStop?: () => Promise<void>;
}>;

export type Deps<DB, C> = Readonly<{
  config: C;
  db: TenantDb<DB>;
  bus: Bus;
  redis: Redis;
  clock: Clock;
  logger: Logger;
  /** RPC to another service's action. */
  call: Call;
  /** The same with the answer's bytes untouched, for the gateway. */
  callRaw: CallRaw;
  survey: Survey;
}>;

export type ConfigSchema = z.ZodObject<(typeof commonConfig)['shape'] & z.core.$ZodLooseShape>;

export type ServiceDefinition<DB, S extends ConfigSchema> = Readonly<{
  name: string;
  config: S;
  createDb: (options: TenantDbOptions) => TenantDb<DB>;
  build: (deps: Deps<DB, z.output<S>>) => ServiceParts;
}>;

/** Names the service and wires its slices; `runService` and the test harness give it the real world. */
export const defineService = <DB, S extends ConfigSchema>(definition: ServiceDefinition<DB, S>): ServiceDefinition<DB, S> => definition;
