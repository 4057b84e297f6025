import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requireProgram } from '../../shared/local-servers/find-program.ts';
import { freePort } from '../../shared/local-servers/ports.ts';
import { startServer } from '../../shared/local-servers/server-process.ts';
import { inheritedEnvironment } from '../../tools/run/config.ts';

export type Watched = Readonly<{ postgresAdminUrl: string; database: string; redisUrl: string; nginxExporterPort: number }>;

/** Scrape job to address. */
export type Exporters = AsyncDisposable & Readonly<{ addresses: Readonly<Record<string, string>>; textFiles: string }>;

const answers = async (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/metrics`, { signal: AbortSignal.timeout(2_000) }).then(
    (response) => response.ok,
    () => false,
  );

type Program = Readonly<{
  job: string;
  program: string;
  args: (address: string) => readonly string[];
  env?: Readonly<Record<string, string>>;
}>;

const databaseUrl = (adminUrl: string, database: string): string => {
  const url = new URL(adminUrl);
  url.pathname = `/${database}`;
  url.searchParams.set('sslmode', 'disable');
  return url.href;
};

const programs = ({ postgresAdminUrl, database, redisUrl, nginxExporterPort }: Watched, textFiles: string, probe: string): Program[] => [
  {
    job: 'postgres',
    program: 'prometheus-postgres-exporter',
    args: (address) => [`--web.listen-address=${address}`],
    env: { DATA_SOURCE_NAME: databaseUrl(postgresAdminUrl, database) },
  },
  { job: 'redis', program: 'prometheus-redis-exporter', args: (address) => [`-web.listen-address=${address}`, `-redis.addr=${redisUrl}`] },
  {
    job: 'nginx',
    program: 'prometheus-nginx-exporter',
    args: (address) => [`-web.listen-address=${address}`, `-nginx.scrape-uri=http://127.0.0.1:${nginxExporterPort}/stub_status`],
  },
  {
    job: 'node',
    program: 'prometheus-node-exporter',
    args: (address) => [`--web.listen-address=${address}`, `--collector.textfile.directory=${textFiles}`],
  },
  {
    job: 'probe',
    program: 'prometheus-blackbox-exporter',
    args: (address) => [`--web.listen-address=${address}`, `--config.file=${probe}`],
  },
];

/** The exporters of Debian beside servers that run already. */
export async function startExporters(watched: Watched, probe: string): Promise<Exporters> {
  const folder = mkdtempSync(join(tmpdir(), 'crm-gtd-exporters-'));
  const textFiles = join(folder, 'textfile');
  mkdirSync(textFiles);
  const started = await Promise.all(programs(watched, textFiles, probe).map((program) => start(program, folder)));
  return {
    addresses: Object.fromEntries(started.map(({ job, address }) => [job, address])),
    textFiles,
    async [Symbol.asyncDispose]() {
      await Promise.all(started.map(({ stop }) => stop()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function start(
  { job, program, args, env = {} }: Program,
  folder: string,
): Promise<{ job: string; address: string; stop(): Promise<void> }> {
  const port = await freePort();
  const address = `127.0.0.1:${port}`;
  const dataDir = join(folder, job);
  mkdirSync(dataDir);
  const { stop } = await startServer({
    name: program,
    program: requireProgram(program),
    args: args(address),
    dataDir,
    port,
    logFile: join(folder, `${job}.log`),
    env: { ...inheritedEnvironment(), ...env },
    mark: address,
    stopSignal: 'SIGTERM',
    isReady: () => answers(port),
  });
  return { job, address, stop };
}

/** What the operations scripts leave for node_exporter after a backup and a drill. */
export function writeBackupFigures(textFiles: string, seconds: number): void {
  const lines = [
    `backup_last_success_timestamp_seconds{kind="logical"} ${seconds}`,
    'backup_last_size_bytes{kind="logical"} 1048576',
    'backup_duration_seconds{kind="logical"} 4',
    'backup_failures_total{kind="logical"} 0',
    `restore_drill_last_success_timestamp_seconds{kind="logical"} ${seconds}`,
    'restore_drill_rto_seconds{kind="logical"} 30',
    'restore_drill_rpo_seconds{kind="logical"} 60',
    'config_drift_files 0',
    `tls_certificate_expiry_timestamp_seconds{host="localhost"} ${seconds + 5_000_000}`,
  ];
  writeFileSync(join(textFiles, 'deploy.prom'), `${lines.join('\n')}\n`);
}
