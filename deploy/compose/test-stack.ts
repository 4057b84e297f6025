import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../../shared/local-servers/ports.ts';
import { testName } from '../../shared/testing/config.ts';
import { makeCertificate, type TestCertificate } from './test-certificate.ts';
import { type TestEnvironment, testEnvironment, writeEnvironment } from './test-env.ts';

/**
 * The real stack in containers, for *.deploy.test.ts, beside whatever else runs on the machine:
 *
 *     await using stack = await testComposeStack();          // a project of its own on free ports, nothing built or started yet
 *     await stack.compose('build');                           // images crm-gtd/<name>:0.1.0; seconds when nothing changed
 *     await stack.up();                                       // all of it, until everything is healthy
 *     trust(stack.certificate);                               // from test-certificate.ts: fetch accepts https://localhost:<port>
 *     await signUp(stack.url);                                // e2e/support/session.client.ts and anything else that takes a url
 *     await stack.exec('postgres', 'psql', '--username=postgres', '--command=select 1');
 *     (await stack.inspect('crm')).State.Health
 *
 * Disposal removes containers, networks and volumes. `env` overrides keys of .env, `overlays` names further Compose files.
 * Scripts that take an env file and a project name get `stack.envFile` and `stack.project`.
 */
export type ComposeStack = AsyncDisposable &
  Readonly<{
    project: string;
    envFile: string;
    environment: TestEnvironment;
    certificate: TestCertificate;
    /** `${url}/api/v1/...` is the API, `${url}/` the web app. */
    url: string;
    edgeUrl: string;
    compose(...args: readonly string[]): Promise<string>;
    /** Starts what is named, or everything, and waits until it is healthy; a failure tells the last words of what is not. */
    up(...args: readonly string[]): Promise<void>;
    exec(service: string, ...command: readonly string[]): Promise<string>;
    /** Of every container of a service, stopped ones too. */
    containers(service: string): Promise<readonly string[]>;
    inspect(service: string): Promise<ContainerState>;
    down(): Promise<void>;
  }>;

export type ContainerState = Readonly<{
  Id: string;
  Name: string;
  RestartCount: number;
  State: Readonly<{ Status: string; ExitCode: number; Pid: number; StartedAt: string; Health?: Readonly<{ Status: string }> }>;
  Config: Readonly<{ User: string; Image: string }>;
  HostConfig: Readonly<{
    CapDrop: readonly string[] | null;
    CapAdd: readonly string[] | null;
    SecurityOpt: readonly string[] | null;
    ReadonlyRootfs: boolean;
    Memory: number;
    NanoCpus: number;
    PidsLimit: number | null;
    Init: boolean | null;
    Privileged: boolean;
    NetworkMode: string;
    Tmpfs: Readonly<Record<string, string>> | null;
    PortBindings: Readonly<Record<string, readonly Readonly<{ HostIp: string; HostPort: string }>[]>> | null;
    RestartPolicy: Readonly<{ Name: string }>;
    LogConfig: Readonly<{ Type: string; Config: Readonly<Record<string, string>> }>;
  }>;
  Mounts: readonly Readonly<{ Type: string; Source: string; Destination: string; RW: boolean }>[];
  NetworkSettings: Readonly<{ Networks: Readonly<Record<string, Readonly<{ IPAddress: string }>>> }>;
}>;

export type ComposeStackOptions = Readonly<{ env?: TestEnvironment; overlays?: readonly string[]; project?: string }>;

const run = promisify(execFile);
const folder = import.meta.dirname;

export async function testComposeStack({
  env = {},
  overlays = [],
  project = testName('stack'),
}: ComposeStackOptions = {}): Promise<ComposeStack> {
  const files = mkdtempSync(join(tmpdir(), 'crm-gtd-compose-'));
  const certificate = makeCertificate(join(files, 'tls'));
  const [httpPort, httpsPort, prometheusPort] = [await freePort(), await freePort(), await freePort()];
  const edgeUrl = `https://localhost:${httpsPort}`;
  const environment = testEnvironment({
    ...edge(edgeUrl, httpPort, httpsPort),
    PROMETHEUS_PORT: String(prometheusPort),
    TLS_CERTIFICATE_DIR: certificate.folder,
    ACME_WEBROOT: certificate.folder,
    ...env,
  });
  const envFile = join(files, '.env');
  writeEnvironment(envFile, environment);
  const fileArguments = ['compose.yaml', 'compose.tls.yaml', ...overlays].flatMap((name) => ['--file', join(folder, name)]);
  const compose = (...args: readonly string[]): Promise<string> =>
    docker('compose', '--project-name', project, '--env-file', envFile, ...fileArguments, ...args);
  const down = async (): Promise<void> => {
    await compose('--profile', '*', 'down', '--volumes', '--remove-orphans', '--timeout', '5');
  };
  const containers = async (service: string): Promise<readonly string[]> =>
    (await compose('ps', '--all', '--quiet', service)).split('\n').filter((id) => id !== '');
  return {
    project,
    envFile,
    environment,
    certificate,
    url: `${edgeUrl}/crm`,
    edgeUrl,
    compose,
    up: (...args) => up(project, compose, args),
    exec: (service, ...command) => compose('exec', '--no-TTY', service, ...command),
    containers,
    inspect: async (service) => {
      const [id = ''] = await containers(service);
      if (id === '') throw new Error(`${service} has no container`);
      return (JSON.parse(await docker('inspect', id)) as ContainerState[])[0] as ContainerState;
    },
    down,
    [Symbol.asyncDispose]: async () => {
      await down();
      rmSync(files, { recursive: true, force: true });
    },
  };
}

async function up(project: string, compose: ComposeStack['compose'], args: readonly string[]): Promise<void> {
  try {
    await compose('--progress', 'quiet', 'up', '--detach', '--wait', ...args);
  } catch (error) {
    throw new Error(`The stack did not become healthy.\n${await lastWords(project)}`, { cause: error });
  }
}

async function lastWords(project: string): Promise<string> {
  const all = await docker('ps', '--all', '--filter', `label=com.docker.compose.project=${project}`, '--format', '{{.Names}}\t{{.Status}}');
  const troubled = all.split('\n').filter((line) => !/\(healthy\)|Exited \(0\)/.test(line));
  const words = troubled.map(async (line) => `${line}\n${await docker('logs', '--tail', '12', line.split('\t')[0] ?? '').catch(String)}`);
  return (await Promise.all(words)).join('\n\n');
}

/** Docker's command line; a failure carries all that was printed. */
export async function docker(...args: readonly string[]): Promise<string> {
  try {
    const { stdout, stderr } = await run('docker', args, { maxBuffer: 64_000_000 });
    return (args[0] === 'logs' ? stdout + stderr : stdout).trim();
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`docker ${args.slice(0, 12).join(' ')} failed:\n${`${stdout}\n${stderr}`.slice(-6_000)}`, { cause: error });
  }
}

function edge(edgeUrl: string, httpPort: number, httpsPort: number): TestEnvironment {
  return {
    PUBLIC_URL: edgeUrl,
    HTTP_BIND: '127.0.0.1',
    HTTP_PORT: String(httpPort),
    HTTPS_PORT: String(httpsPort),
    NGINX_HTTPS_PORT_SUFFIX: `:${httpsPort}`,
    // Every request of a test comes from one address.
    NGINX_LIMITS: 'off',
    RATE_LIMIT_IP: '1000000',
    RATE_LIMIT_USER: '1000000',
    BCRYPT_ROUNDS: '4',
  };
}
