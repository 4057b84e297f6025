import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { loadEnvFile } from 'node:process';
import { parseArgs } from 'node:util';

export const ROOT = resolve(import.meta.dirname, '../..');

export type Ports = Readonly<Record<PortName, number>>;
type PortName = keyof typeof STANDARD_PORTS;

/** Section 8 of the design: the ports of the original installation. */
const STANDARD_PORTS = {
  gateway: 3003,
  web: 9025,
  voice: 5002,
  gatewayOperations: 9103,
  crmOperations: 9111,
  gtdOperations: 9112,
  aiOperations: 9113,
  voiceOperations: 9114,
  billingOperations: 9115,
  postgres: 5434,
  redis: 6381,
  nats: 4224,
  natsMonitor: 8224,
} as const;

export type Settings = Readonly<{
  dataDir: string;
  ports: Ports;
  dev: boolean;
  /** Servers the person brought along; ours are started for the rest. */
  given: Readonly<{ databaseUrl?: string; natsUrl?: string; redisUrl?: string }>;
  database: string;
}>;

export type StartOptions = Readonly<{ dev: boolean; reset: boolean; yes: boolean; seed: boolean; only: string | undefined }>;

export function startOptions(args: readonly string[]): StartOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      dev: { type: 'boolean', default: false },
      reset: { type: 'boolean', default: false },
      yes: { type: 'boolean', default: false, short: 'y' },
      'no-seed': { type: 'boolean', default: false },
      only: { type: 'string' },
    },
  });
  return { dev: values.dev, reset: values.reset, yes: values.yes, seed: !values['no-seed'], only: values.only };
}

/** `CRM_GTD_PORT_OFFSET` moves every port, `CRM_GTD_DATA_DIR` the data: so two checkouts run side by side. */
export function readSettings(options: { dev: boolean }): Settings {
  if (existsSync(join(ROOT, '.env'))) loadEnvFile(join(ROOT, '.env'));
  const { DATABASE_URL, NATS_URL, REDIS_URL, CRM_GTD_DATA_DIR, CRM_GTD_PORT_OFFSET } = process.env;
  return {
    dataDir: resolve(ROOT, CRM_GTD_DATA_DIR ?? '.data'),
    ports: portsFrom((_name, standard) => standard + Number(CRM_GTD_PORT_OFFSET ?? 0)),
    dev: options.dev,
    given: {
      ...(DATABASE_URL === undefined ? {} : { databaseUrl: DATABASE_URL }),
      ...(NATS_URL === undefined ? {} : { natsUrl: NATS_URL }),
      ...(REDIS_URL === undefined ? {} : { redisUrl: REDIS_URL }),
    },
    database: databaseName(DATABASE_URL) ?? 'crm_gtd_v1',
  };
}

export function portsFrom(choose: (name: PortName, standard: number) => number): Ports {
  const entries = Object.entries(STANDARD_PORTS).map(([name, port]) => [name, choose(name as PortName, port)]);
  return Object.fromEntries(entries) as Ports;
}

/** What child processes inherit: everything but the settings that are ours to give. */
export function inheritedEnvironment(): Record<string, string> {
  const own = /^(npm_|DATABASE_URL$|NATS_URL$|REDIS_URL$|INIT_CWD$|CRM_GTD_|TEST_|JEST_|NODE_OPTIONS$|NODE_ENV$)/;
  const entries = Object.entries(process.env).filter(([name, value]) => value !== undefined && !own.test(name));
  return Object.fromEntries(entries) as Record<string, string>;
}

/** Where the reporter of a run of Jest writes; undefined when a person runs Jest. */
export const resultsFile = (): string | undefined => process.env.TEST_RESULTS_FILE;

/** In a person's hands a failure is shown at once; only a machine asks again. */
export const isCi = (): boolean => process.env.CI === 'true';

function databaseName(url: string | undefined): string | undefined {
  const name = url === undefined ? '' : new URL(url).pathname.slice(1);
  return name === '' ? undefined : name;
}
