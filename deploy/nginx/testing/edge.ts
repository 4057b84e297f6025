import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { freePort, isPortTaken } from '../../../shared/local-servers/ports.ts';
import { waitFor } from '../../../shared/testing/wait-for.ts';
import { type ChildResult, runChild } from '../../../tools/run/child.ts';
import { inheritedEnvironment } from '../../../tools/run/config.ts';

const home = dirname(import.meta.dirname);

export type EdgeLine = Readonly<Record<string, string | number>>;

/** A real nginx on this machine, rendered by the very scripts the container runs. */
export type Edge = AsyncDisposable &
  Readonly<{
    httpPort: number;
    httpsPort: number;
    statusPort: number;
    exporterPort: number;
    /** Where nginx.conf and conf.d lie. */
    folder: string;
    acmeRoot: string;
    upstreams(...args: string[]): Promise<ChildResult>;
    /** The loop of the container: follows DNS and the certificate. */
    follow(): AsyncDisposable;
    configTest(): Promise<ChildResult>;
    log(): EdgeLine[];
    stop(): Promise<void>;
  }>;

export type EdgeOptions = Readonly<{ gateway: string; web: string; settings?: Readonly<Record<string, string>> }>;

/** The workers run as another user than root and must reach their folders. */
const makeFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'crm-gtd-edge-'));
  chmodSync(folder, 0o755);
  for (const name of ['acme/.well-known/acme-challenge', 'cache']) mkdirSync(join(folder, name), { recursive: true });
  symlinkSync(home, join(folder, 'crm-gtd'));
  symlinkSync(join(home, 'nginx.conf'), join(folder, 'nginx.conf'));
  return folder;
};

const succeed = async (command: readonly [string, ...string[]], env: Record<string, string>): Promise<void> => {
  const { code, output } = await runChild(command, { env });
  if (code !== 0) throw new Error(`${command.join(' ')}: ${code}\n${output}`);
};

const ended = (child: ChildProcess): Promise<void> =>
  child.exitCode !== null || child.signalCode !== null ? Promise.resolve() : new Promise((resolve) => child.once('exit', () => resolve()));

const surroundings = async ({ gateway, web, settings }: EdgeOptions, folder: string): Promise<Record<string, string>> => {
  const ports = ['NGINX_HTTP_PORT', 'NGINX_HTTPS_PORT', 'NGINX_STATUS_PORT', 'NGINX_EXPORTER_PORT'];
  const free = Object.fromEntries(await Promise.all(ports.map(async (name) => [name, String(await freePort())] as const)));
  return {
    ...inheritedEnvironment(),
    ...free,
    NGINX_BIND: '127.0.0.1',
    NGINX_CONF_DIR: folder,
    NGINX_CACHE_DIR: join(folder, 'cache'),
    NGINX_RUN_DIR: folder,
    NGINX_ACME_ROOT: join(folder, 'acme'),
    NGINX_ACCESS_LOG: join(folder, 'access.log'),
    NGINX_ERROR_LOG: join(folder, 'error.log'),
    NGINX_TLS_CERTIFICATE: join(folder, 'fullchain.pem'),
    NGINX_TLS_KEY: join(folder, 'privkey.pem'),
    NGINX_UPSTREAM_GATEWAY: gateway,
    NGINX_UPSTREAM_WEB: web,
    ...settings,
  };
};

const readLog = (folder: string): EdgeLine[] =>
  readFileSync(join(folder, 'access.log'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as EdgeLine);

export const startEdge = async (options: EdgeOptions): Promise<Edge> => {
  const folder = makeFolder();
  const env = await surroundings(options, folder);
  const bin = (name: string): string => join(folder, 'crm-gtd/bin', name);
  const nginx = ['-p', `${folder}/`, '-c', join(folder, 'nginx.conf')];
  await succeed([bin('configure')], env);
  await succeed([bin('certificate')], env);
  await succeed([bin('upstreams'), 'write'], env);
  const child = spawn('nginx', [...nginx, '-g', 'daemon off;'], { env, stdio: 'ignore' });
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended(child);
    rmSync(folder, { recursive: true, force: true });
  };
  const port = (name: string): number => Number(env[`NGINX_${name}_PORT`]);
  await waitFor('nginx to listen', () => isPortTaken(port('STATUS')));
  return {
    httpPort: port('HTTP'),
    httpsPort: port('HTTPS'),
    statusPort: port('STATUS'),
    exporterPort: port('EXPORTER'),
    folder,
    acmeRoot: join(folder, 'acme/.well-known/acme-challenge'),
    upstreams: (...args) => runChild([bin('upstreams'), ...args], { env }),
    follow: () => {
      const loop = spawn(bin('upstreams'), ['follow'], { env: { ...env, NGINX_FOLLOW_SECONDS: '0.2' }, stdio: 'ignore' });
      return {
        [Symbol.asyncDispose]: async () => {
          loop.kill('SIGTERM');
          await ended(loop);
        },
      };
    },
    configTest: () => runChild(['nginx', ...nginx, '-t'], { env }),
    log: () => readLog(folder),
    stop,
    [Symbol.asyncDispose]: stop,
  };
};
