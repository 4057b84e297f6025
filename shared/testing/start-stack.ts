import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../local-servers/ports.ts';
import { startPostgres } from '../local-servers/postgres.ts';
import { startRedis } from '../local-servers/redis.ts';
import { commandLine, stopLeftOver } from '../local-servers/server-process.ts';
import { startBroker } from './broker.ts';
import type { StackUrls } from './config.ts';
import { givenStack, serversFrom } from './config.ts';

const PREFIX = 'crm-gtd-test-';
const OWNER_FILE = 'owner.pid';

/** Starts the servers that the environment does not give, in a folder that goes when the stack is disposed. */
export async function startStack(): Promise<StackUrls & AsyncDisposable> {
  await removeAbandoned();
  await using starting = new AsyncDisposableStack();
  const folder = newFolder();
  starting.defer(() => rmSync(folder, { recursive: true, force: true }));
  const run = async <T extends { url: string } & AsyncDisposable>(start: Promise<T>): Promise<string> => starting.use(await start).url;
  const given = givenStack();
  const { postgres, redis } = await stores();
  const [postgresAdminUrl, natsUrl, redisUrl] = await Promise.all([
    given.postgresAdminUrl ?? run(postgres(folder)),
    given.natsUrl ?? run(nats(folder)),
    given.redisUrl ?? run(redis(folder)),
  ]);
  const running = starting.move();
  return { postgresAdminUrl, natsUrl, redisUrl, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

type Start = (folder: string) => Promise<Readonly<{ url: string }> & AsyncDisposable>;

async function stores(): Promise<Readonly<{ postgres: Start; redis: Start }>> {
  if (serversFrom() === 'programs') return { postgres, redis };
  const { startPostgresContainer, startRedisContainer } = await import('./server-containers.ts');
  return { postgres: startPostgresContainer, redis: startRedisContainer };
}

const postgres = async (folder: string) =>
  startPostgres({ dataDir: join(folder, 'postgres'), port: await freePort(), throwaway: true, maxConnections: 300 });
const nats = async (folder: string) =>
  startBroker({ dataDir: join(folder, 'nats'), port: await freePort(), monitorPort: await freePort() });
const redis = async (folder: string) => startRedis({ dataDir: join(folder, 'redis'), port: await freePort(), throwaway: true });

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), PREFIX));
  // The user that runs PostgreSQL must pass through.
  chmodSync(folder, 0o711);
  writeFileSync(join(folder, OWNER_FILE), String(process.pid));
  return folder;
}

/** A test run that was killed leaves its servers running: the next run ends them. */
async function removeAbandoned(): Promise<void> {
  const folders = readdirSync(tmpdir())
    .filter((name) => name.startsWith(PREFIX))
    .map((name) => join(tmpdir(), name));
  for (const folder of folders) {
    const ownerFile = join(folder, OWNER_FILE);
    if (!existsSync(ownerFile) || commandLine(Number(readFileSync(ownerFile, 'utf8'))) !== '') continue;
    for (const name of ['postgres', 'nats', 'redis']) await stopLeftOver(join(folder, name), name === 'postgres' ? 'SIGINT' : 'SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  }
}
