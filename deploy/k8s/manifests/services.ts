import { eventServices } from '../../../shared/messaging/streams.ts';
import type { Values } from '../values.ts';
import { postgresHost } from './database.ts';
import { type EnvVar, env, type Manifest, secretEnv } from './manifest.ts';
import { type Workload, workloadManifests } from './workload.ts';

export type ServiceName = (typeof eventServices)[number];

/** uid of `node` in the images. */
const node = 1000;
const heapOf = (memory: string): string => {
  const megabytes = Number.parseInt(memory, 10) * (memory.endsWith('Gi') ? 1024 : 1);
  return `--max-old-space-size=${Math.floor(megabytes * 0.75)}`;
};

const databaseUrl = (service: string, kind: 'app' | 'relay'): string =>
  `postgresql://${service}_${kind}:$(DB_${kind.toUpperCase()}_PASSWORD)@${postgresHost}:5432/crm_gtd_v1`;

/** `$(NAME)` is filled in by Kubernetes from the variables above it. */
const commonEnv = (values: Values, service: ServiceName): EnvVar[] => {
  const upper = service.toUpperCase();
  return [
    ...secretEnv(
      values,
      ['DB_APP_PASSWORD', `DB_${upper}_APP_PASSWORD`],
      ['DB_RELAY_PASSWORD', `DB_${upper}_RELAY_PASSWORD`],
      ['NATS_PASSWORD', `NATS_${upper}_PASSWORD`],
      'REDIS_PASSWORD',
      ['ACTOR_PRIVATE_KEY', `ACTOR_PRIVATE_KEY_${upper}`],
      'ACTOR_PUBLIC_KEYS',
    ),
    ...env({
      NODE_ENV: 'production',
      NODE_OPTIONS: heapOf(values[service].resources.memoryLimit),
      OPERATIONS_HOST: '0.0.0.0',
      OPERATIONS_PORT: '9100',
      DATABASE_URL: databaseUrl(service, 'app'),
      RELAY_DATABASE_URL: databaseUrl(service, 'relay'),
      NATS_URL: [0, 1, 2].map((at) => `nats://${service}:$(NATS_PASSWORD)@nats-${at}.nats:4222`).join(','),
      NATS_REPLICAS: '3',
      REDIS_URL: 'redis://app:$(REDIS_PASSWORD)@redis:6379',
      ...telemetry(values),
    }),
  ];
};

const telemetry = ({ monitoring: { collectorUrl } }: Values): Record<string, string> =>
  collectorUrl === '' ? { OTEL_SDK_DISABLED: 'true' } : { OTEL_EXPORTER_OTLP_ENDPOINT: collectorUrl };

const ownEnv = (values: Values, service: ServiceName): EnvVar[] => {
  if (service === 'gateway')
    return [
      ...secretEnv(values, 'JWT_SECRET', 'JWT_REFRESH_SECRET'),
      // The edge, and nothing else, reaches this port.
      ...env({
        HOST: '0.0.0.0',
        PORT: '3001',
        PUBLIC_URL: values.publicUrl,
        WEB_URL: 'http://web:3000',
        TRUST_PROXY_HOPS: '1',
        PAYMENT_PROVIDER: values.paymentProvider,
      }),
    ];
  if (service === 'voice') return env({ HOST: '0.0.0.0', VOICE_PORT: '5002', TTS_ENGINE: 'mock' });
  if (service === 'billing')
    return env({
      PAYMENT_PROVIDER: values.paymentProvider,
      FRONTEND_URL: `${values.publicUrl}/crm`,
      SANDBOX_WEBHOOK_URL: 'http://gateway:3001/api/v1/billing/webhooks/sandbox',
    });
  return [];
};

const publicPorts: Readonly<Partial<Record<ServiceName, Record<string, number>>>> = { gateway: { http: 3001 }, voice: { http: 5002 } };
/** Where nothing counts the replicas, the deployment does. */
const fixed: readonly ServiceName[] = ['voice'];

const service = (values: Values, name: ServiceName): Workload => ({
  name,
  user: node,
  env: [...commonEnv(values, name), ...ownEnv(values, name)],
  ports: { ...publicPorts[name], operations: 9100 },
  health: { port: 'operations', live: '/health/live', ready: '/health/ready' },
  folders: { tmp: '/tmp' },
  resources: values[name].resources,
  drainSeconds: 30,
  ...(fixed.includes(name) ? { replicas: values[name].replicas.min } : {}),
});

const web = (values: Values): Workload => ({
  name: 'web',
  user: node,
  env: env({ NODE_ENV: 'production', NODE_OPTIONS: heapOf(values.web.resources.memoryLimit), HOSTNAME: '0.0.0.0', PORT: '3000' }),
  ports: { http: 3000 },
  health: { port: 'http', live: '/crm/health/live', ready: '/crm/health/ready' },
  folders: { tmp: '/tmp', 'next-cache': '/app/web/.next/cache' },
  resources: values.web.resources,
  drainSeconds: 30,
});

export const serviceManifests = (values: Values): Manifest[] =>
  [...eventServices.map((name) => service(values, name)), web(values)].flatMap((one) => workloadManifests(values, one));
