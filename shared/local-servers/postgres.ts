import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { requireProgram } from './find-program.ts';
import type { LocalServer } from './server-process.ts';
import { startServer } from './server-process.ts';

export type PostgresOptions = {
  readonly dataDir: string;
  readonly port: number;
  /** Of the role `postgres`. Fixed when the data folder is made. */
  readonly password?: string;
  /** Gives up crash safety for speed. Right for databases that die with the test run, wrong for any other. */
  readonly throwaway?: boolean;
  readonly maxConnections?: number;
  readonly logFile?: string;
  readonly settings?: Readonly<Record<string, string>>;
};

type Owner = { readonly uid: number; readonly gid: number };

/** A private PostgreSQL on loopback TCP only (no unix socket, whose path has a length limit). The url is the superuser's, to the database `postgres`. */
export async function startPostgres(options: PostgresOptions): Promise<LocalServer> {
  const owner = unprivilegedOwner();
  const dataDir = reachableFolder(resolve(options.dataDir), owner);
  const password = options.password ?? 'postgres';
  if (!existsSync(join(dataDir, 'PG_VERSION'))) initialise(dataDir, password, owner);
  const logFile = options.logFile ?? `${dataDir}.log`;
  const server = await startServer({
    name: 'PostgreSQL',
    port: options.port,
    program: requireProgram('postgres'),
    args: ['-D', dataDir, ...settings(options)],
    dataDir,
    logFile,
    owner,
    mark: dataDir,
    stopSignal: 'SIGINT',
    isReady: (started) => isReady(dataDir, started),
  });
  const { pid, ended } = server;
  const stop = async (): Promise<void> => {
    await server.stop();
    // The caller deletes the folder it named, and knows nothing of the one we fell back to.
    if (options.throwaway === true && dataDir !== resolve(options.dataDir)) removePostgresData(options.dataDir);
  };
  const url = `postgresql://postgres:${encodeURIComponent(password)}@127.0.0.1:${options.port}/postgres`;
  return { url, port: options.port, pid, dataDir, ended, stop, [Symbol.asyncDispose]: stop };
}

/** Deletes a data folder wherever `startPostgres` put it. The server must be stopped. */
export function removePostgresData(dataDir: string): void {
  for (const folder of [resolve(dataDir), fallbackFolder(resolve(dataDir))]) {
    for (const path of [folder, `${folder}.log`, `${folder}.pid`]) rmSync(path, { recursive: true, force: true });
  }
}

/** The data folder in use: the given one, or the one we fell back to on an earlier start. */
export function postgresDataDir(dataDir: string): string {
  const fallback = fallbackFolder(resolve(dataDir));
  return existsSync(join(fallback, 'PG_VERSION')) ? fallback : resolve(dataDir);
}

function settings(options: PostgresOptions): string[] {
  const chosen: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    port: String(options.port),
    unix_socket_directories: '',
    max_connections: String(options.maxConnections ?? 200),
    log_min_messages: 'warning',
    timezone: 'UTC',
    ...(options.throwaway === true ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } : {}),
    ...options.settings,
  };
  return Object.entries(chosen).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

function initialise(dataDir: string, password: string, owner: Owner | undefined): void {
  const secretFolder = mkdtempSync(join(tmpdir(), 'pg-init-'));
  const pwfile = join(secretFolder, 'password');
  writeFileSync(pwfile, password, { mode: 0o600 });
  if (owner !== undefined) for (const path of [secretFolder, pwfile]) chownSync(path, owner.uid, owner.gid);
  const locale = hasLocale('C.UTF-8') || hasLocale('C.utf8') ? ['--locale=C.UTF-8'] : ['--no-locale'];
  const args = ['-D', dataDir, '-U', 'postgres', '-E', 'UTF8', ...locale, '-A', 'scram-sha-256', '--pwfile', pwfile, '--no-sync'];
  try {
    execFileSync(requireProgram('initdb'), args, { cwd: dataDir, stdio: ['ignore', 'ignore', 'pipe'], ...(owner ?? {}) });
  } finally {
    rmSync(secretFolder, { recursive: true, force: true });
  }
}

function hasLocale(name: string): boolean {
  const known = spawnSync('locale', ['-a'], { encoding: 'utf8' });
  return (known.stdout ?? '').split('\n').includes(name);
}

/** The server writes its own readiness on line 8 of postmaster.pid, below its pid on line 1. */
function isReady(dataDir: string, pid: number): boolean {
  const file = join(dataDir, 'postmaster.pid');
  if (!existsSync(file)) return false;
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines[0] === String(pid) && lines[7]?.trim() === 'ready';
}

/** PostgreSQL refuses to run as root: then it runs as the packaged user, or as nobody. */
function unprivilegedOwner(): Owner | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const users = readFileSync('/etc/passwd', 'utf8').split('\n');
  const entry = users.find((line) => line.startsWith('postgres:')) ?? users.find((line) => line.startsWith('nobody:'));
  const [, , uid, gid] = (entry ?? '').split(':');
  if (uid === undefined || gid === undefined) throw new Error('PostgreSQL will not run as root, and there is no user postgres or nobody');
  return { uid: Number(uid), gid: Number(gid) };
}

/** A checkout below a private home is closed to the unprivileged user: then the data lives outside it, under a name made from its path. */
function reachableFolder(wanted: string, owner: Owner | undefined): string {
  const places = [wanted, fallbackFolder(wanted)];
  const folder = places.find((place) => prepared(place, owner));
  if (folder === undefined) throw new Error(`The user that runs PostgreSQL can reach neither ${places.join(' nor ')}`);
  return folder;
}

function prepared(folder: string, owner: Owner | undefined): boolean {
  mkdirSync(dirname(folder), { recursive: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (owner === undefined) return true;
  chownSync(folder, owner.uid, owner.gid);
  if (spawnSync('ls', [folder], { cwd: '/', stdio: 'ignore', ...owner }).status === 0) return true;
  rmSync(folder, { recursive: true, force: true });
  return false;
}

function fallbackFolder(wanted: string): string {
  const base = existsSync('/var/lib') && process.getuid?.() === 0 ? '/var/lib' : tmpdir();
  const key = createHash('sha256').update(wanted).digest('hex').slice(0, 12);
  return join(base, 'crm-gtd-smart', `${key}-${basename(wanted)}`);
}
