import { join } from 'node:path';
import { roleUrl, serviceNames } from '../../shared/database/urls.ts';
import { inheritedEnvironment, type Ports, ROOT } from './config.ts';
import { rolePasswords, type Secrets } from './secrets.ts';

export type ServiceName = (typeof serviceNames)[number];

/** The servers that every service talks to. */
export type ServerUrls = Readonly<{
  postgresAdminUrl: string;
  natsUrl: string;
  /** Where each service is a user of its own. */
  natsUrlOf?: (service: ServiceName) => string;
  redisUrl: string;
  database: string;
}>;

export type ProcessSpec = Readonly<{
  name: string;
  /** Absolute paths, so that a later run recognises the process by its command line. */
  command: readonly string[];
  cwd: string;
  env: Readonly<Record<string, string>>;
  /** Answers 200 once the process can do its work. */
  readyUrl: string;
  /** Part of the command line. */
  mark: string;
}>;

type Surroundings = Readonly<{ ports: Ports; servers: ServerUrls; secrets: Secrets; dev: boolean; env?: Readonly<Record<string, string>> }>;

/** Keeps some 30 MB of every idle service free and costs a busy one nothing that `npm run bench` could tell. */
const youngHeap = '--max-semi-space-size=8';
/** crm promises to stay under 300 MB while it imports; left alone, V8 lets garbage pile up to more than that. */
const heapFlags: Partial<Record<ServiceName, readonly string[]>> = { crm: ['--max-old-space-size=256'] };

export function serviceSpecs(around: Surroundings): ProcessSpec[] {
  return serviceNames.map((name) => serviceSpec(name, around));
}

export function serviceSpec(name: ServiceName, around: Surroundings): ProcessSpec {
  const main = join(ROOT, 'services', name, 'src/main.ts');
  const register = join(ROOT, 'shared/telemetry/register.ts');
  const watch = around.dev ? ['--watch', '--watch-preserve-output'] : [];
  return {
    name,
    command: [
      process.execPath,
      ...watch,
      youngHeap,
      ...(heapFlags[name] ?? []),
      '--disable-warning=ExperimentalWarning',
      '--import',
      register,
      main,
    ],
    cwd: join(ROOT, 'services', name),
    env: { ...inheritedEnvironment(), ...serviceEnv(name, around), ...around.env },
    readyUrl: `http://127.0.0.1:${operationsPort(name, around.ports)}/health/ready`,
    mark: main,
  };
}

export function webSpec(around: Surroundings): ProcessSpec {
  const next = join(ROOT, 'node_modules/next/dist/bin/next');
  const web = join(ROOT, 'web');
  return {
    name: 'web',
    command: [process.execPath, next, around.dev ? 'dev' : 'start', web, '-H', '127.0.0.1', '-p', String(around.ports.web)],
    cwd: web,
    env: { ...inheritedEnvironment(), NODE_ENV: around.dev ? 'development' : 'production', NEXT_TELEMETRY_DISABLED: '1', ...around.env },
    readyUrl: `http://127.0.0.1:${around.ports.web}/crm`,
    mark: `${next} ${around.dev ? 'dev' : 'start'} ${web}`,
  };
}

export function operationsPort(name: ServiceName, ports: Ports): number {
  return ports[`${name}Operations`];
}

function serviceEnv(name: ServiceName, { ports, servers, secrets, dev }: Surroundings): Record<string, string> {
  const url = (kind: 'app' | 'relay'): string => roleUrl(servers.postgresAdminUrl, servers.database, name, kind, rolePasswords(secrets));
  const publicKeys = Object.entries(secrets.actorKeys).map(([service, key]) => [service, key.publicKey]);
  return {
    NODE_ENV: dev ? 'development' : 'production',
    OPERATIONS_PORT: String(operationsPort(name, ports)),
    DATABASE_URL: url('app'),
    RELAY_DATABASE_URL: url('relay'),
    NATS_URL: servers.natsUrlOf?.(name) ?? servers.natsUrl,
    REDIS_URL: servers.redisUrl,
    ACTOR_PRIVATE_KEY: secrets.actorKeys[name]?.privateKey ?? '',
    ACTOR_PUBLIC_KEYS: JSON.stringify(Object.fromEntries(publicKeys)),
    OTEL_SERVICE_NAME: name,
    // There is one process of each. Under the same name the next one takes its predecessor's place at once; under another name half
    // of the calls would go on to a dead node until its heartbeat is missed.
    INSTANCE_ID: 'only',
    // Reading and compiling some thousand files is most of a start; the second one takes a third less processor time.
    NODE_COMPILE_CACHE: join(ROOT, 'node_modules/.cache/compile'),
    // No money moves on a machine that was started with one command.
    PAYMENT_PROVIDER: 'sandbox',
    ...ownEnv(name, ports, secrets),
    ...(name === 'gateway' ? natsMonitor(ports, servers) : {}),
  };
}

function ownEnv(name: ServiceName, ports: Ports, secrets: Secrets): Record<string, string> {
  if (name === 'gateway') return gatewayEnv(ports, secrets);
  if (name === 'voice') return { VOICE_PORT: String(ports.voice) };
  if (name === 'billing') return billingEnv(ports);
  return {};
}

/** The monitor of a NATS that is not ours, or of several, is not known. */
function natsMonitor(ports: Ports, { natsUrl }: ServerUrls): Record<string, string> {
  return URL.parse(natsUrl)?.port === String(ports.nats) ? { NATS_MONITOR_URL: `http://127.0.0.1:${ports.natsMonitor}` } : {};
}

function billingEnv(ports: Ports): Record<string, string> {
  return {
    FRONTEND_URL: `http://localhost:${ports.gateway}/crm`,
    SANDBOX_WEBHOOK_URL: `http://127.0.0.1:${ports.gateway}/api/v1/billing/webhooks/sandbox`,
  };
}

/** Only the gateway knows users: no other process gets the secrets that sign their sessions. */
function gatewayEnv(ports: Ports, secrets: Secrets): Record<string, string> {
  return {
    PORT: String(ports.gateway),
    PUBLIC_URL: `http://localhost:${ports.gateway}`,
    WEB_URL: `http://127.0.0.1:${ports.web}`,
    JWT_SECRET: secrets.jwtSecret,
    JWT_REFRESH_SECRET: secrets.jwtRefreshSecret,
    OPERATIONS_CONSOLE: 'true',
  };
}
