import { z } from 'zod';

const url = (protocols: readonly string[]) =>
  z.string().refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol), { error: 'url' });

export const postgresUrl = url(['postgres:', 'postgresql:']);
export const natsUrl = z.string().refine((value) => value.split(',').every((part) => URL.canParse(part)), { error: 'url' });
export const redisUrl = url(['redis:', 'rediss:']);
export const httpUrl = url(['http:', 'https:']);
export const port = z.coerce.number().int().min(0).max(65_535);
export const flag = z.enum(['true', 'false']).transform((value) => value === 'true');

/** What every service reads. A secret has no default. */
export const commonConfig = z.object({
  NODE_ENV: z.enum(['development', 'test', 'production']).default('production').describe('Kind of installation.'),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info').describe('Least level that is logged.'),
  DATABASE_URL: postgresUrl.describe("PostgreSQL as this service's app role."),
  RELAY_DATABASE_URL: postgresUrl.describe("PostgreSQL as this service's relay role, which sees the outbox only."),
  DATABASE_POOL_MAX: z.coerce.number().int().min(1).max(100).default(10).describe('Connections of this process to PostgreSQL.'),
  NATS_URL: natsUrl.describe('NATS with JetStream; several servers are separated by commas.'),
  NATS_REPLICAS: z.coerce.number().int().min(1).max(5).default(1).describe('Copies of each stream; 3 in a cluster.'),
  REDIS_URL: redisUrl.describe('Redis for limits and caches; never the only copy of anything.'),
  OPERATIONS_HOST: z.string().default('127.0.0.1').describe('Address of the operations listener.'),
  OPERATIONS_PORT: port.describe('Port of /metrics, /health/live and /health/ready; never public.'),
  ACTOR_PRIVATE_KEY: z.string().min(40).describe('Ed25519 key (PKCS #8 PEM in base64) this service signs its calls with.'),
  ACTOR_PUBLIC_KEYS: z.string().min(2).describe('JSON: service name to Ed25519 public key (SPKI PEM in base64).'),
  INSTANCE_ID: z
    .string()
    .regex(/^[a-zA-Z0-9-]{1,40}$/)
    .optional()
    .describe('Name of this replica; made up when absent.'),
  FAIL_AT: z.string().optional().describe('Fault tests only: the point at which the process kills itself, `relay.afterAck:17`.'),
});

export type CommonConfig = z.output<typeof commonConfig>;
