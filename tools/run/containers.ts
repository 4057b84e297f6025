import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { localConfiguration, passwordVariables } from '../../deploy/compose/nats/configuration.ts';
import { answers } from '../../shared/local-servers/ports.ts';
import type { ServerName } from './install-servers.ts';
import type { Secrets } from './secrets.ts';

const run = promisify(execFile);

type ContainerOptions = Readonly<{ port: number; dataDir: string; secrets: Secrets }>;

export type ContainerServer = AsyncDisposable & Readonly<{ url: string; stop(): Promise<void> }>;

type Image = Readonly<{
  image: string;
  port: number;
  volume: string;
  args: readonly string[];
  env: readonly string[];
  mounts?: readonly string[];
  isReady(name: string): Promise<boolean>;
}>;

/** The same private servers from official images, for machines that have Docker and not the programs. Data lives in named volumes. */
export async function startContainer(server: ServerName, options: ContainerOptions): Promise<ContainerServer> {
  const image = images(options)[server];
  const name = containerName(server, options.dataDir);
  await run('docker', ['rm', '--force', name]);
  const env = image.env.flatMap((value) => ['--env', value]);
  const mounts = [`${name}:${image.volume}`, ...(image.mounts ?? [])].flatMap((mount) => ['--volume', mount]);
  await run('docker', [
    'run',
    '--detach',
    '--name',
    name,
    '--publish',
    `127.0.0.1:${options.port}:${image.port}`,
    ...mounts,
    ...env,
    image.image,
    ...image.args,
  ]);
  await ready(name, image);
  const stop = async (): Promise<void> => {
    await run('docker', ['stop', '--time', '4', name]);
  };
  return { url: url(server, options), stop, [Symbol.asyncDispose]: stop };
}

export async function removeContainers(dataDir: string): Promise<void> {
  for (const server of ['postgres', 'nats', 'redis'] as const) {
    const name = containerName(server, dataDir);
    await run('docker', ['rm', '--force', '--volumes', name]);
    await run('docker', ['volume', 'rm', '--force', name]);
  }
}

function images({ port, dataDir, secrets }: ContainerOptions): Record<ServerName, Image> {
  const { postgresPassword, brokerPasswords, redisPassword } = secrets;
  const hello = JSON.stringify({ verbose: false, user: 'ops', pass: brokerPasswords['ops'] });
  const inside = async (name: string, ...command: string[]): Promise<boolean> =>
    (await run('docker', ['exec', name, ...command]).catch(() => undefined)) !== undefined;
  return {
    postgres: {
      image: 'postgres:17',
      port: 5432,
      volume: '/var/lib/postgresql/data',
      args: ['-c', 'max_connections=200', '-c', 'timezone=UTC'],
      env: [`POSTGRES_PASSWORD=${postgresPassword}`],
      // The image starts a first server on the socket alone, to set itself up: only TCP means the real one.
      isReady: (name) => inside(name, 'pg_isready', '--host', '127.0.0.1', '--username', 'postgres'),
    },
    nats: {
      image: 'nats:2.10',
      port: 4222,
      volume: '/data',
      args: ['--config', '/crm-gtd.conf'],
      mounts: [`${natsConfiguration(dataDir)}:/crm-gtd.conf:ro`],
      env: Object.entries(passwordVariables(brokerPasswords)).map(([name, value]) => `${name}=${value}`),
      isReady: () => answers(port, `CONNECT ${hello}\r\nPING\r\n`, 'PONG'),
    },
    redis: {
      image: 'redis:8',
      port: 6379,
      volume: '/data',
      // Read from its input: neither a file nor an argument that others on this machine could read holds the password.
      args: ['sh', '-c', 'printf "dir /data\\nsave 60 1\\nrequirepass %s\\n" "$REDIS_PASSWORD" | exec redis-server -'],
      env: [`REDIS_PASSWORD=${redisPassword}`],
      isReady: () => answers(port, `AUTH ${redisPassword}\r\nPING\r\n`, '+PONG'),
    },
  };
}

/** Users and the largest message can only be set in a file. */
function natsConfiguration(dataDir: string): string {
  const file = join(dataDir, 'nats-container.conf');
  writeFileSync(file, localConfiguration({ host: '0.0.0.0', port: 4222, monitor: '127.0.0.1:8222', storeDir: '/data' }));
  return file;
}

function url(server: ServerName, { port, secrets }: ContainerOptions): string {
  const urls = {
    postgres: `postgresql://postgres:${secrets.postgresPassword}@127.0.0.1:${port}/postgres`,
    nats: `nats://ops:${secrets.brokerPasswords['ops']}@127.0.0.1:${port}`,
    redis: `redis://:${secrets.redisPassword}@127.0.0.1:${port}`,
  };
  return urls[server];
}

function containerName(server: ServerName, dataDir: string): string {
  return `crm-gtd-${server}-${createHash('sha256').update(dataDir).digest('hex').slice(0, 8)}`;
}

async function ready(name: string, image: Image): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (performance.now() < deadline) {
    if (await image.isReady(name)) return;
    await delay(250);
  }
  const { stdout, stderr } = await run('docker', ['logs', '--tail', '20', name]);
  throw new Error(`The container ${name} did not become ready.\n${stdout}${stderr}`);
}
