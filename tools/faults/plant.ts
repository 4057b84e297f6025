import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startNats } from '../../shared/local-servers/nats.ts';
import { startNatsCluster } from '../../shared/local-servers/nats-cluster.ts';
import { freePort } from '../../shared/local-servers/ports.ts';
import { startPostgres } from '../../shared/local-servers/postgres.ts';
import { startRedis } from '../../shared/local-servers/redis.ts';
import { testRolePassword } from '../../shared/testing/role-password.ts';
import { portsFrom } from '../run/config.ts';
import { newProductDatabase } from '../run/product-database.ts';
import { untilReady } from '../run/ready.ts';
import { makeSecrets } from '../run/secrets.ts';
import { type ProcessSpec, type ServerUrls, type ServiceName, serviceSpecs } from '../run/service-table.ts';
import { logTail, supervise } from '../run/supervisor.ts';
import { leaderOf } from './streams.ts';

export type Plant = AsyncDisposable &
  Readonly<{
    url: string;
    servers: ServerUrls;
    operationsUrl(name: ServiceName): string;
    pid(name: ServiceName): number | undefined;
    failures(name: ServiceName): number;
    /** kill -9; gives the pid that died. The supervisor starts the next one. */
    kill(name: ServiceName): number;
    /** What the next processes of this service find as FAIL_AT; undefined takes it away. */
    failAt(name: ServiceName, point: string | undefined): void;
    onExit(heard: ((name: ServiceName) => void) | undefined): void;
    ready(name: ServiceName): Promise<void>;
    /** kill -9 of the broker, of several the leader of crm's stream, and after a while its start on the same data. */
    breakBroker(downMs: number): Promise<{ pid: number; nextPid: number }>;
    log(name: ServiceName): string;
    /** Files that processes have compiled and left for those that take their place. */
    compiledFiles(): number;
    stop(): Promise<void>;
  }>;

/** Servers that somebody else started. PostgreSQL and Redis are not killed here, so a test may share them. */
export type Given = Readonly<{
  postgresAdminUrl?: string;
  redisUrl?: string;
  rolePassword?: string;
  /** Three brokers that keep each stream three times, in place of one. */
  cluster?: boolean;
}>;

/** Limits per address are out of the way: every writer comes from 127.0.0.1. */
const environment = {
  NODE_ENV: 'production',
  LOG_LEVEL: 'warn',
  RATE_LIMIT_IP: '1000000',
  RATE_LIMIT_USER: '1000000',
  LOGIN_LIMIT_IP: '1000000',
  BCRYPT_ROUNDS: '4',
  OTEL_SDK_DISABLED: 'true',
};

/** All six services and their servers, made to be broken: the broker and each process can be killed, and come back. */
export async function startPlant(given: Given = {}): Promise<Plant> {
  await using stack = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), 'crm-gtd-faults-'));
  // The user that runs PostgreSQL must pass through.
  chmodSync(folder, 0o711);
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  const broker = await (given.cluster === true ? startCluster(folder) : startBroker(folder));
  stack.defer(() => broker.stop());
  const keep = async <T extends AsyncDisposable & { url: string }>(server: Promise<T>): Promise<string> => stack.use(await server).url;
  const servers: ServerUrls = {
    postgresAdminUrl: given.postgresAdminUrl ?? (await keep(postgres(folder))),
    redisUrl: given.redisUrl ?? (await keep(redis(folder))),
    natsUrl: broker.url,
    database: `faults_${process.pid}_${Math.round(performance.now())}`,
  };
  const secrets = { ...makeSecrets(), rolePassword: given.rolePassword ?? testRolePassword, oneForAllRoles: true };
  await newProductDatabase(servers, secrets);
  const names = Object.keys(portsFrom((_name, standard) => standard));
  const free = await Promise.all(names.map(() => freePort()));
  const ports = portsFrom((name) => free[names.indexOf(name)] as number);
  const specs = serviceSpecs({
    ports,
    servers,
    secrets,
    dev: false,
    env: { ...environment, NATS_REPLICAS: broker.replicas, NODE_COMPILE_CACHE: compiled(folder) },
  });
  const plant = operate({ folder, servers, specs, url: `http://127.0.0.1:${ports.gateway}`, broker });
  stack.defer(() => plant.stopServices());
  await Promise.all(specs.map(({ name }) => plant.ready(name as ServiceName)));
  const running = stack.move();
  const stop = (): Promise<void> => running.disposeAsync();
  return { ...plant, stop, [Symbol.asyncDispose]: stop };
}

/** Of this plant alone: what a start finds there, an earlier process of the plant has left. */
const compiled = (folder: string): string => join(folder, 'compiled');

type Broker = Readonly<{ url: string; replicas: string; breakIt: Plant['breakBroker']; stop(): Promise<void> }>;
type Parts = Readonly<{ folder: string; servers: ServerUrls; specs: ProcessSpec[]; url: string; broker: Broker }>;

function operate({ folder, servers, specs, url, broker }: Parts): Omit<Plant, 'stop' | typeof Symbol.asyncDispose> & {
  stopServices(): Promise<void>;
} {
  let heard: ((name: ServiceName) => void) | undefined;
  const supervisor = supervise(specs, { dataDir: folder, onExit: (name) => heard?.(name as ServiceName) });
  const specOf = (name: ServiceName): ProcessSpec => specs.find((spec) => spec.name === name) as ProcessSpec;
  return {
    url,
    servers,
    operationsUrl: (name) => specOf(name).readyUrl.replace('/health/ready', ''),
    pid: (name) => supervisor.pid(name),
    failures: (name) => supervisor.failures(name),
    kill: (name) => {
      const pid = supervisor.pid(name);
      if (pid === undefined) throw new Error(`${name} does not run`);
      try {
        process.kill(pid, 'SIGKILL');
      } catch (error) {
        // It was quicker, by a failpoint of its own.
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
      }
      return pid;
    },
    failAt: (name, point) => {
      // The supervisor reads the environment anew at each start.
      const env = specOf(name).env as Record<string, string>;
      if (point === undefined) delete env['FAIL_AT'];
      else env['FAIL_AT'] = point;
    },
    onExit: (next) => {
      heard = next;
    },
    ready: (name) => untilReady(specOf(name), { ...supervisor, failures: () => 0 }, folder),
    breakBroker: broker.breakIt,
    log: (name) => logTail(folder, name, 1_000_000),
    compiledFiles: () => readdirSync(compiled(folder), { recursive: true }).length,
    stopServices: () => supervisor.stop(),
  };
}

async function startBroker(folder: string): Promise<Broker> {
  const options = { dataDir: join(folder, 'nats'), port: await freePort(), monitorPort: await freePort() };
  let nats = await startNats(options);
  return {
    url: nats.url,
    replicas: '1',
    stop: () => nats.stop(),
    breakIt: async (downMs) => {
      const { pid, ended } = nats;
      process.kill(pid, 'SIGKILL');
      await ended;
      await delay(downMs);
      nats = await startNats(options);
      return { pid, nextPid: nats.pid };
    },
  };
}

async function startCluster(folder: string): Promise<Broker> {
  const cluster = await startNatsCluster(folder);
  return {
    url: cluster.url,
    replicas: '3',
    stop: () => cluster.stop(),
    breakIt: async (downMs) => {
      const leader = await leaderOf(cluster.url, 'EVT_CRM');
      const pid = await cluster.kill(leader);
      await delay(downMs);
      return { pid, nextPid: await cluster.start(leader) };
    },
  };
}

const postgres = async (folder: string) =>
  startPostgres({ dataDir: join(folder, 'postgres'), port: await freePort(), throwaway: true, maxConnections: 200 });
const redis = async (folder: string) => startRedis({ dataDir: join(folder, 'redis'), port: await freePort(), throwaway: true });
