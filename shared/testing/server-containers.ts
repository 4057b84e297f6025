import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { GenericContainer, type StartedTestContainer, Wait } from 'testcontainers';
import { newId } from '../ids.ts';
import type { LocalNats, NatsOptions } from '../local-servers/nats.ts';
import { testName } from './config.ts';

/** The servers an installation runs (deploy/compose), one container each, for test runs with TEST_SERVERS=containers. */
const images = { postgres: 'pgvector/pgvector:0.8.0-pg17', redis: 'redis:8.0.2', nats: 'nats:2.10.27-alpine' } as const;

export type ServerContainer = Readonly<{ url: string }> & AsyncDisposable;

export async function startPostgresContainer(): Promise<ServerContainer> {
  const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300', timezone: 'UTC' };
  const container = await new GenericContainer(images.postgres)
    .withName(testName(`postgres-${newId()}`))
    .withEnvironment({ POSTGRES_PASSWORD: 'postgres' })
    .withCommand(['postgres', ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])])
    .withExposedPorts(5432)
    // Over TCP: on the socket the server answers already while it is being set up.
    .withHealthCheck({ test: ['CMD', 'pg_isready', '-h', '127.0.0.1', '-U', 'postgres'], interval: 500, timeout: 2_000, retries: 120 })
    .withWaitStrategy(Wait.forHealthCheck())
    .start();
  return disposable(container, `postgresql://postgres:postgres@127.0.0.1:${container.getMappedPort(5432)}/postgres`);
}

export async function startRedisContainer(): Promise<ServerContainer> {
  const container = await new GenericContainer(images.redis)
    .withName(testName(`redis-${newId()}`))
    .withExposedPorts(6379)
    .withWaitStrategy(Wait.forLogMessage(/Ready to accept connections/))
    .start();
  return disposable(container, `redis://127.0.0.1:${container.getMappedPort(6379)}`);
}

/**
 * As `startNats`, so that tests which kill the broker and start it again on its files do so with this one: `pid` is the server's own,
 * seen from the host, which takes root and an engine on this machine.
 */
export async function startNatsContainer(options: NatsOptions): Promise<LocalNats> {
  const dataDir = resolve(options.dataDir);
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(join(dataDir, 'nats.conf'), 'port: 4222\nhttp: 8222\nmax_payload: 8MB\njetstream { store_dir: "/data/jetstream" }\n');
  const { port, monitorPort } = options;
  const container = await new GenericContainer(images.nats)
    .withName(testName(`nats-${newId()}`))
    .withUser(`${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`)
    .withBindMounts([{ source: dataDir, target: '/data', mode: 'rw' }])
    .withCommand(['--config', '/data/nats.conf'])
    .withExposedPorts({ container: 4222, host: port }, { container: 8222, host: monitorPort })
    .withWaitStrategy(Wait.forLogMessage(/Server is ready/))
    .start();
  const stop = async (): Promise<void> => {
    await container.stop({ remove: true, timeout: 4_000 });
  };
  return {
    url: `nats://127.0.0.1:${port}`,
    monitorUrl: `http://127.0.0.1:${monitorPort}`,
    port,
    monitorPort,
    pid: Number(execFileSync('docker', ['inspect', '--format', '{{.State.Pid}}', container.getId()], { encoding: 'utf8' })),
    dataDir,
    ended: new Promise(() => undefined),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

function disposable(container: StartedTestContainer, url: string): ServerContainer {
  return {
    url,
    [Symbol.asyncDispose]: async () => {
      await container.stop();
    },
  };
}
