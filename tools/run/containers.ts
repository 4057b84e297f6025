import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { answers } from '../../shared/local-servers/ports.ts';
import type { ServerName } from './install-servers.ts';

const run = promisify(execFile);

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
export async function startContainer(
  server: ServerName,
  options: { port: number; dataDir: string; password: string },
): Promise<ContainerServer> {
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

function images({ port, password, dataDir }: { port: number; password: string; dataDir: string }): Record<ServerName, Image> {
  const inside = async (name: string, ...command: string[]): Promise<boolean> =>
    (await run('docker', ['exec', name, ...command]).catch(() => undefined)) !== undefined;
  return {
    postgres: {
      image: 'postgres:17',
      port: 5432,
      volume: '/var/lib/postgresql/data',
      args: ['-c', 'max_connections=200', '-c', 'timezone=UTC'],
      env: [`POSTGRES_PASSWORD=${password}`],
      // The image starts a first server on the socket alone, to set itself up: only TCP means the real one.
      isReady: (name) => inside(name, 'pg_isready', '--host', '127.0.0.1', '--username', 'postgres'),
    },
    nats: {
      image: 'nats:2.10',
      port: 4222,
      volume: '/data',
      args: ['--config', '/crm-gtd.conf'],
      mounts: [`${natsConfiguration(dataDir)}:/crm-gtd.conf:ro`],
      env: [],
      isReady: () => answers(port, 'CONNECT {"verbose":false}\r\nPING\r\n', 'PONG'),
    },
    redis: { image: 'redis:8', port: 6379, volume: '/data', args: [], env: [], isReady: () => answers(port, 'PING\r\n', '+PONG') },
  };
}

/** The largest message can only be set in a file. */
function natsConfiguration(dataDir: string): string {
  const file = join(dataDir, 'nats-container.conf');
  writeFileSync(file, 'max_payload: 8MB\njetstream { store_dir: "/data" }\n');
  return file;
}

function url(server: ServerName, { port, password }: { port: number; password: string }): string {
  const urls = {
    postgres: `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`,
    nats: `nats://127.0.0.1:${port}`,
    redis: `redis://127.0.0.1:${port}`,
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
