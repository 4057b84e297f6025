import { join } from 'node:path';
import { localConfiguration, passwordVariables } from '../../deploy/compose/nats/configuration.ts';
import { type NatsAccess, startNats } from '../../shared/local-servers/nats.ts';
import { postgresDataDir, startPostgres } from '../../shared/local-servers/postgres.ts';
import { startRedis } from '../../shared/local-servers/redis.ts';
import { stopLeftOver } from '../../shared/local-servers/server-process.ts';
import type { Settings } from './config.ts';
import { startContainer } from './containers.ts';
import type { Provision, ServerName } from './install-servers.ts';
import type { Secrets } from './secrets.ts';
import type { ServerUrls, ServiceName } from './service-table.ts';

type Running = AsyncDisposable & Readonly<{ url: string; ended?: Promise<string> }>;

export type Servers = AsyncDisposable & ServerUrls;

export function wantedServers(given: Settings['given']): ServerName[] {
  const wanted: [ServerName, string | undefined][] = [
    ['postgres', given.databaseUrl],
    ['nats', given.natsUrl],
    ['redis', given.redisUrl],
  ];
  return wanted.filter(([, url]) => url === undefined).map(([name]) => name);
}

type Options = Readonly<{
  settings: Settings;
  secrets: Secrets;
  provision: Provision;
  onRestart: (server: ServerName, reason: string) => void;
}>;

/** Starts the private servers and keeps them running until disposed: one that dies is started again on its data. */
export async function startServers({ settings, secrets, provision, onRestart }: Options): Promise<Servers> {
  const { given } = settings;
  await using starting = new AsyncDisposableStack();
  const [postgresAdminUrl, natsUrl, redisUrl] = await Promise.all([
    given.databaseUrl ?? keep('postgres'),
    given.natsUrl ?? keep('nats'),
    given.redisUrl ?? keep('redis'),
  ]);
  const running = starting.move();
  // A broker that was brought along has users of its own, if any.
  const own = given.natsUrl === undefined ? { natsUrlOf: (service: ServiceName) => withUser(natsUrl, service, secrets) } : {};
  return { postgresAdminUrl, natsUrl, ...own, redisUrl, database: settings.database, [Symbol.asyncDispose]: () => running.disposeAsync() };

  async function keep(server: ServerName): Promise<string> {
    const kept = await keepRunning(
      () => startServer(server, settings, secrets, provision),
      (reason) => onRestart(server, reason),
    );
    return starting.use(kept).url;
  }
}

function withUser(url: string, user: string, { brokerPasswords }: Secrets): string {
  const made = new URL(url);
  made.username = user;
  made.password = brokerPasswords[user] ?? '';
  return made.href;
}

/** The grants of an installation, also on one machine: another program or user of it is no part of the product. */
function brokerAccess({ brokerPasswords }: Secrets): NatsAccess {
  return {
    configuration: localConfiguration,
    env: passwordVariables(brokerPasswords),
    user: 'ops',
    password: brokerPasswords['ops'] ?? '',
  };
}

async function keepRunning(start: () => Promise<Running>, onRestart: (reason: string) => void): Promise<Running> {
  let current = await start();
  let stopping = false;
  const watch = (): void => {
    void current.ended?.then(async (reason) => {
      if (stopping) return;
      onRestart(reason);
      current = await start();
      watch();
    });
  };
  watch();
  const stop = async (): Promise<void> => {
    stopping = true;
    await current[Symbol.asyncDispose]();
  };
  return { url: current.url, [Symbol.asyncDispose]: stop };
}

function startServer(server: ServerName, settings: Settings, secrets: Secrets, provision: Provision): Promise<Running> {
  const port = settings.ports[server];
  if (provision.kind === 'docker' && provision.missing.includes(server)) {
    return startContainer(server, { port, dataDir: settings.dataDir, secrets });
  }
  const options = { dataDir: join(settings.dataDir, server), port, logFile: join(settings.dataDir, 'logs', `${server}.log`) };
  switch (server) {
    case 'postgres':
      return startPostgres({ ...options, password: secrets.postgresPassword });
    case 'nats':
      return startNats({ ...options, monitorPort: settings.ports.natsMonitor, access: brokerAccess(secrets) });
    case 'redis':
      return startRedis({ ...options, password: secrets.redisPassword });
  }
}

/** Ends the private servers that a killed run left. Answers which there were. */
export async function stopLeftServers({ dataDir }: Settings): Promise<ServerName[]> {
  const left: ServerName[] = [];
  if (await stopLeftOver(postgresDataDir(join(dataDir, 'postgres')), 'SIGINT')) left.push('postgres');
  for (const server of ['nats', 'redis'] as const) if (await stopLeftOver(join(dataDir, server), 'SIGTERM')) left.push(server);
  return left;
}
