import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { requireProgram } from '../../shared/local-servers/find-program.ts';
import { freePort } from '../../shared/local-servers/ports.ts';
import { startServer } from '../../shared/local-servers/server-process.ts';

export type Sample = Readonly<{ labels: Readonly<Record<string, string>>; values: readonly number[] }>;
export type PrometheusServer = AsyncDisposable &
  Readonly<{
    instant(expr: string): Promise<Sample[]>;
    /** What a panel asks: the last minutes, every few seconds. */
    range(expr: string, seconds: number): Promise<Sample[]>;
    exemplars(expr: string): Promise<Readonly<Record<string, string>>[]>;
    labelValues(label: string, match: string): Promise<string[]>;
    alerts(): Promise<Readonly<{ name: string; state: string; labels: Readonly<Record<string, string>> }>[]>;
    ruleFaults(): Promise<string[]>;
  }>;

/** Scrape job to the targets that stand in for what Docker's DNS would answer. */
export type Targets = Readonly<Record<string, readonly Readonly<{ address: string; service: string }>[]>>;

const home = join(import.meta.dirname, '../prometheus');

type Relabel = { source_labels?: string[]; target_label?: string; replacement?: string };
type ScrapeConfig = { job_name: string; relabel_configs?: Relabel[]; [key: string]: unknown };
type Config = { global: Record<string, unknown>; alerting?: unknown; scrape_configs: ScrapeConfig[] };

/** The product's own configuration; only where targets come from, and the pace, are another. */
function configFor(targets: Targets, probeAddress: string): string {
  const config = parse(readFileSync(join(home, 'prometheus.yaml'), 'utf8')) as Config;
  delete config.alerting;
  Object.assign(config.global, { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' });
  config.scrape_configs = config.scrape_configs
    .filter(({ job_name }) => targets[job_name] !== undefined)
    .map((scrape) => withTargets(scrape, targets[scrape.job_name] ?? [], probeAddress));
  return stringify(config);
}

function withTargets(scrape: ScrapeConfig, targets: Targets[string], probeAddress: string): ScrapeConfig {
  const { dns_sd_configs: _dns, file_sd_configs: _file, scrape_interval: _interval, relabel_configs = [], ...rest } = scrape;
  return {
    ...rest,
    static_configs: targets.map(({ address, service }) => ({ targets: [address], labels: { service } })),
    relabel_configs: relabel_configs
      .filter(({ source_labels }) => !source_labels?.includes('__meta_dns_name'))
      .map((rule) => (rule.target_label === '__address__' ? { ...rule, replacement: probeAddress } : rule)),
  };
}

/** Rules as they are, but the five-minute ledger keeps the pace of the test. */
function copyRules(folder: string): void {
  cpSync(join(home, 'rules'), join(folder, 'rules'), { recursive: true });
  for (const name of readdirSync(join(folder, 'rules'))) {
    const path = join(folder, 'rules', name);
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll(/^ {4}interval: .*$/gm, '    interval: 1s'));
  }
}

export async function startPrometheus(targetsOf: (port: number) => Targets, probeAddress: string): Promise<PrometheusServer> {
  const folder = mkdtempSync(join(tmpdir(), 'crm-gtd-prometheus-'));
  const port = await freePort();
  const configFile = join(folder, 'prometheus.yaml');
  copyRules(folder);
  writeFileSync(configFile, configFor(targetsOf(port), probeAddress));
  mkdirSync(join(folder, 'data'));
  const base = `http://127.0.0.1:${port}`;
  const { stop } = await startServer({
    name: 'Prometheus',
    program: requireProgram('prometheus'),
    args: [
      `--config.file=${configFile}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--enable-feature=exemplar-storage',
      '--log.level=warn',
    ],
    dataDir: folder,
    port,
    logFile: join(folder, 'prometheus.log'),
    mark: configFile,
    stopSignal: 'SIGTERM',
    isReady: () =>
      fetch(`${base}/-/ready`).then(
        ({ ok }) => ok,
        () => false,
      ),
  });
  return {
    ...client(base),
    async [Symbol.asyncDispose]() {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

type Answer<T> = Readonly<{ status: string; data: T; error?: string }>;
type Series = Readonly<{ metric: Record<string, string>; value?: [number, string]; values?: [number, string][] }>;
type RuleGroups = Readonly<{
  groups: readonly Readonly<{ rules: readonly Readonly<{ name: string; lastError?: string; health: string }>[] }>[];
}>;

function client(base: string): Omit<PrometheusServer, typeof Symbol.asyncDispose> {
  const ask = async <T>(path: string, query: Readonly<Record<string, string>> = {}): Promise<T> => {
    const response = await fetch(`${base}/api/v1/${path}`, { method: 'POST', body: new URLSearchParams(query) });
    const answer = (await response.json()) as Answer<T>;
    if (answer.status !== 'success') throw new Error(`${query['query'] ?? path}: ${answer.error}`);
    return answer.data;
  };
  const get = async <T>(path: string): Promise<T> => ((await (await fetch(`${base}/api/v1/${path}`)).json()) as Answer<T>).data;
  const now = (): number => (performance.timeOrigin + performance.now()) / 1_000;
  const sample = ({ metric, value, values }: Series): Sample => ({
    labels: metric,
    values: (values ?? (value ? [value] : [])).map(([, text]) => Number(text)),
  });
  return {
    instant: async (query) => (await ask<{ result: Series[] }>('query', { query })).result.map(sample),
    range: async (query, seconds) => {
      const end = now();
      const times = { start: String(end - seconds), end: String(end), step: '5' };
      return (await ask<{ result: Series[] }>('query_range', { query, ...times })).result.map(sample);
    },
    exemplars: async (query) => {
      const end = now();
      const found = await ask<{ exemplars: { labels: Record<string, string> }[] }[]>('query_exemplars', {
        query,
        start: String(end - 600),
        end: String(end),
      });
      return found.flatMap(({ exemplars }) => exemplars.map(({ labels }) => labels));
    },
    labelValues: (label, match) => get(`label/${label}/values?match[]=${encodeURIComponent(match)}`),
    alerts: async () => {
      const { alerts } = await get<{ alerts: { labels: Record<string, string>; state: string }[] }>('alerts');
      return alerts.map(({ labels, state }) => ({ name: labels['alertname'] ?? '', state, labels }));
    },
    ruleFaults: async () => {
      const { groups } = await get<RuleGroups>('rules');
      return groups.flatMap(({ rules }) =>
        rules.filter(({ health }) => health === 'err').map(({ name, lastError }) => `${name}: ${lastError}`),
      );
    },
  };
}
