import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { requireProgram } from './find-program.ts';
import { answers } from './ports.ts';
import type { LocalServer } from './server-process.ts';
import { startServer } from './server-process.ts';

export type NatsOptions = {
  readonly dataDir: string;
  readonly port: number;
  readonly monitorPort: number;
  readonly logFile?: string;
  /** Makes this server one of several that hold the same streams. */
  readonly cluster?: NatsClusterPlace;
  /** Lets in only who has a password. Without it everybody on this machine is let in, as in a test. */
  readonly access?: NatsAccess;
};

export type NatsAccess = {
  /** The server's whole configuration; it may name variables of `env`. */
  configuration(place: { host: string; port: number; monitor: string; storeDir: string }): string;
  readonly env: Readonly<Record<string, string>>;
  /** Asks whether the server lets in whom it should, and is the one that `url` names. */
  readonly user: string;
  readonly password: string;
};

export type NatsClusterPlace = { readonly node: string; readonly routePort: number; readonly routePorts: readonly number[] };

export type LocalNats = LocalServer & { readonly monitorPort: number; readonly monitorUrl: string };

/** A private nats-server with JetStream on file storage, on loopback. */
export async function startNats(options: NatsOptions): Promise<LocalNats> {
  const dataDir = resolve(options.dataDir);
  mkdirSync(dataDir, { recursive: true });
  const configFile = join(dataDir, 'nats.conf');
  const { access } = options;
  const place = {
    host: '127.0.0.1',
    port: options.port,
    monitor: `127.0.0.1:${options.monitorPort}`,
    storeDir: join(dataDir, 'jetstream'),
  };
  writeFileSync(configFile, access ? access.configuration(place) : configuration(dataDir, options));
  const hello = { verbose: false, ...(access ? { user: access.user, pass: access.password } : {}) };
  const { pid, ended, stop } = await startServer({
    name: 'NATS',
    port: options.port,
    program: requireProgram('nats-server'),
    args: ['-c', configFile],
    dataDir,
    logFile: options.logFile ?? `${dataDir}.log`,
    mark: configFile,
    stopSignal: 'SIGTERM',
    ...(access ? { env: access.env } : {}),
    // Clients are let in only after the streams were recovered, so a PONG means JetStream is there too.
    isReady: () => answers(options.port, `CONNECT ${JSON.stringify(hello)}\r\nPING\r\n`, 'PONG'),
  });
  return {
    url: `nats://${access ? `${access.user}:${access.password}@` : ''}127.0.0.1:${options.port}`,
    monitorUrl: `http://127.0.0.1:${options.monitorPort}`,
    port: options.port,
    monitorPort: options.monitorPort,
    pid,
    dataDir,
    ended,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/** 8 MB because a Moleculer answer with a full page of records, or a file part, must fit in one message. */
function configuration(dataDir: string, options: NatsOptions): string {
  return [
    'host: 127.0.0.1',
    `port: ${options.port}`,
    `http: "127.0.0.1:${options.monitorPort}"`,
    'max_payload: 8MB',
    `jetstream { store_dir: ${JSON.stringify(join(dataDir, 'jetstream'))} }`,
    ...(options.cluster === undefined ? [] : clusterLines(options.cluster)),
    '',
  ].join('\n');
}

function clusterLines({ node, routePort, routePorts }: NatsClusterPlace): string[] {
  const routes = routePorts.map((port) => `nats-route://127.0.0.1:${port}`).join(', ');
  return [
    `server_name: ${node}`,
    `cluster { name: crm-gtd, host: 127.0.0.1, port: ${routePort}, no_advertise: true, routes: [${routes}] }`,
  ];
}
