import { execFile } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { scriptEnvironment } from './config.ts';

export const scripts = resolve(import.meta.dirname, '..');
const root = resolve(scripts, '../..');

export type Ran = Readonly<{ code: number; stdout: string; stderr: string }>;
export type RunOptions = Readonly<{ input?: string; env?: Readonly<Record<string, string>> }>;

/** An operator's machine with our scripts, a `docker` that only plays, and folders of its own. */
export type FakeHost = Disposable &
  Readonly<{
    folder: string;
    envFile: string;
    backups: string;
    run(script: string, args: readonly string[], options?: RunOptions): Promise<Ran>;
    ops(...args: readonly string[]): Promise<Ran>;
    /** What docker was asked for since the last `forget`. */
    calls(): readonly string[];
    forget(): void;
    sql(): string;
    /** Where a call's arguments match, this bash script answers instead. */
    rule(pattern: string, script: string): void;
    set(key: string, value: string): void;
    health(container: string, state: string): void;
    containers(): readonly string[];
    journal(): string;
    metrics(): string;
    file(name: string): string;
  }>;

const services = ['nginx', 'web', 'gateway', 'crm', 'gtd', 'ai', 'voice', 'billing', 'postgres', 'redis', 'nats'];

export async function fakeHost(): Promise<FakeHost> {
  const folder = mkdtempSync(join(tmpdir(), 'crm-gtd-host-'));
  const at = (...parts: readonly string[]): string => join(folder, ...parts);
  for (const name of ['bin', 'docker/rules', 'docker/containers', 'docker/health', 'docker/restarts', 'state', 'compose'])
    mkdirSync(at(name), { recursive: true });
  copyFileSync(join(scripts, 'testing/fake-docker.sh'), at('bin/docker'));
  for (const name of ['compose.yaml', 'compose.tls.yaml', 'compose.v2.yaml', 'compose.dev.yaml', '.env.example'])
    copyFileSync(join(root, 'deploy/compose', name), at('compose', name));
  for (const name of services) writeFileSync(at('docker/containers', `${name}.1`), '0.1.0');
  const envFile = at('compose/.env');
  const run = (script: string, args: readonly string[], { input = '', env = {} }: RunOptions = {}): Promise<Ran> =>
    execute(join(scripts, script), args, input, { ...surroundings(folder), ...env });
  let rules = 0;
  return {
    folder,
    envFile,
    backups: at('state/backups'),
    run,
    ops: (...args) => run('ops', args),
    calls: () => read(at('docker/calls')).split('\n').filter(Boolean),
    forget: () => writeFileSync(at('docker/calls'), ''),
    sql: () => read(at('docker/sql')),
    rule: (pattern, script) => {
      rules += 1;
      // The newest rule is asked first.
      const name = at('docker/rules', String(1_000 - rules));
      writeFileSync(`${name}.pattern`, pattern);
      writeFileSync(`${name}.sh`, script);
    },
    set: (key, value) => {
      const lines = read(envFile)
        .split('\n')
        .filter((line) => line !== '' && !line.startsWith(`${key}=`));
      writeFileSync(envFile, `${[...lines, `${key}=${value}`].join('\n')}\n`, { mode: 0o600 });
    },
    health: (container, state) => writeFileSync(at('docker/health', container), state),
    containers: () => readdirSync(at('docker/containers')).sort(),
    journal: () => read(at('state/ops.log')),
    metrics: () => read(at('state/textfile/crm-gtd-operations.prom')),
    file: (name) => at(name),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** With the .env that `ops init` makes. */
export async function initialisedHost(): Promise<FakeHost> {
  const host = await fakeHost();
  const made = await host.ops('init', '--domain', 'localhost', '--version', '0.1.0', '--non-interactive');
  if (made.code !== 0) throw new Error(`ops init failed:\n${made.stderr}`);
  host.forget();
  return host;
}

const read = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8') : '');

function surroundings(folder: string): Record<string, string> {
  return {
    ...scriptEnvironment(),
    PATH: `${join(folder, 'bin')}:${scriptEnvironment()['PATH']}`,
    HOME: folder,
    FAKE_DOCKER: join(folder, 'docker'),
    OPS_COMPOSE_DIR: join(folder, 'compose'),
    OPS_STATE_DIR: join(folder, 'state'),
    OPS_PROJECT: 'fake',
    OPS_MIN_DISK_MB: '1',
    OPS_MIN_MEMORY_MB: '1',
    OPS_READY_TIMEOUT: '2',
    OPS_WATCH_SECONDS: '1',
  };
}

function execute(file: string, args: readonly string[], input: string, env: Record<string, string>): Promise<Ran> {
  return new Promise((done) => {
    const child = execFile(file, args, { env, timeout: 60_000, maxBuffer: 8_000_000 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 255;
      done({ code, stdout, stderr });
    });
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}
