import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { serviceNames } from '../shared/telemetry/catalogue/entry.ts';
import { allAlerts } from './rules/rule-files.ts';

/** What cannot be run here is at least held to what must be in it. */
const read = <T>(path: string): T => parse(readFileSync(join(import.meta.dirname, path), 'utf8')) as T;

type Scrape = Readonly<{
  job_name: string;
  dns_sd_configs?: readonly Readonly<{ names: readonly string[]; type: string; port: number }>[];
}>;

describe('prometheus.yaml', () => {
  const { scrape_configs } = read<{ scrape_configs: Scrape[] }>('prometheus/prometheus.yaml');

  test('reads every copy of the six services on their operations port', () => {
    const services = scrape_configs.find(({ job_name }) => job_name === 'services');
    expect(services?.dns_sd_configs).toEqual([expect.objectContaining({ names: [...serviceNames], type: 'A', port: 9100 })]);
  });

  test('reads only services that the compose files have', () => {
    const compose = ['compose.yaml', 'compose.observability.yaml'].flatMap((file) =>
      Object.keys(read<{ services: Record<string, unknown> }>(`../deploy/compose/${file}`).services),
    );
    const names = scrape_configs.flatMap(({ dns_sd_configs = [] }) => dns_sd_configs.flatMap((one) => one.names));
    expect(names.filter((name) => !compose.includes(name))).toEqual([]);
  });
});

describe('alertmanager.yaml', () => {
  type Inhibit = Readonly<{ source_matchers: string[]; target_matchers: string[] }>;
  const { inhibit_rules } = read<{ inhibit_rules: Inhibit[] }>('alertmanager/alertmanager.yaml');
  const names = new Set(allAlerts.map(({ name }) => name));

  test('names only alerts that exist', () => {
    const matchers = inhibit_rules.flatMap(({ source_matchers, target_matchers }) => [...source_matchers, ...target_matchers]);
    for (const matcher of matchers.filter((text) => text.startsWith('alertname'))) {
      const alternatives = (/"(.*)"/.exec(matcher)?.[1] ?? '').split('|');
      for (const pattern of alternatives)
        expect({ pattern, matches: [...names].some((name) => new RegExp(`^(?:${pattern})$`).test(name)) }).toEqual({
          pattern,
          matches: true,
        });
    }
  });
});

describe('otel-collector.yaml', () => {
  type Pipeline = Readonly<{ receivers: string[]; processors: string[]; exporters: string[] }>;
  type Collector = Readonly<{
    receivers: Record<string, unknown>;
    processors: Record<string, unknown>;
    exporters: Record<string, Readonly<{ endpoint: string }>>;
    extensions: Record<string, unknown>;
    service: Readonly<{ extensions: string[]; pipelines: Record<string, Pipeline> }>;
  }>;
  const collector = read<Collector>('otel-collector.yaml');

  test('uses what it defines and defines what it uses', () => {
    const pipelines = Object.values(collector.service.pipelines);
    for (const part of ['receivers', 'processors', 'exporters'] as const)
      expect([...new Set(pipelines.flatMap((pipeline) => pipeline[part]))].sort()).toEqual(Object.keys(collector[part]).sort());
    expect([...collector.service.extensions].sort()).toEqual(Object.keys(collector.extensions).sort());
  });

  test('limits memory first and redacts before it decides or sends', () => {
    for (const { processors } of Object.values(collector.service.pipelines))
      expect(processors.slice(0, 2)).toEqual(['memory_limiter', 'redaction']);
  });

  test('keeps errors and what took longer than a second', () => {
    const { policies } = collector.processors['tail_sampling'] as { policies: Record<string, unknown>[] };
    expect(policies).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ type: 'status_code', status_code: { status_codes: ['ERROR'] } }),
        expect.objectContaining({ type: 'latency', latency: { threshold_ms: 1000 } }),
      ]),
    );
  });

  test('sends where Tempo and Loki listen', () => {
    const tempo = read<{
      server: { http_listen_port: number };
      distributor: { receivers: { otlp: { protocols: { http: { endpoint: string } } } } };
    }>('tempo.yaml');
    const loki = read<{ server: { http_listen_port: number } }>('loki.yaml');
    expect(collector.exporters['otlphttp/tempo']?.endpoint).toBe(
      `http://tempo:${tempo.distributor.receivers.otlp.protocols.http.endpoint.split(':')[1]}`,
    );
    expect(collector.exporters['otlphttp/loki']?.endpoint).toBe(`http://loki:${loki.server.http_listen_port}/otlp`);
  });
});

test('traces and logs are kept for a limited time', () => {
  expect(read<{ compactor: { compaction: { block_retention: string } } }>('tempo.yaml').compactor.compaction.block_retention).toMatch(
    /^\d+h$/,
  );
  const loki = read<{ limits_config: { retention_period: string }; compactor: { retention_enabled: boolean } }>('loki.yaml');
  expect(loki.limits_config.retention_period).toMatch(/^\d+h$/);
  expect(loki.compactor.retention_enabled).toBe(true);
});

describe('Grafana', () => {
  type Source = Readonly<{ uid: string; type: string; jsonData?: Record<string, unknown> }>;
  const { datasources } = read<{ datasources: Source[] }>('grafana/provisioning/datasources/datasources.yaml');
  const source = (uid: string): Source | undefined => datasources.find((one) => one.uid === uid);

  test('leads from a figure to its trace, from a trace to its lines, and from a line to its trace', () => {
    expect(source('prometheus')?.jsonData?.['exemplarTraceIdDestinations']).toEqual([{ name: 'trace_id', datasourceUid: 'tempo' }]);
    expect(source('tempo')?.jsonData?.['tracesToLogsV2']).toMatchObject({ datasourceUid: 'loki' });
    expect(source('tempo')?.jsonData?.['tracesToMetrics']).toMatchObject({ datasourceUid: 'prometheus' });
    expect(source('loki')?.jsonData?.['derivedFields']).toEqual([expect.objectContaining({ datasourceUid: 'tempo', name: 'trace_id' })]);
  });

  test('finds the boards where the compose file mounts them, and keeps them as they are', () => {
    const { providers } = read<{ providers: { options: { path: string }; allowUiUpdates: boolean }[] }>(
      'grafana/provisioning/dashboards/dashboards.yaml',
    );
    const overlay = readFileSync(join(import.meta.dirname, '../deploy/compose/compose.observability.yaml'), 'utf8');
    expect(providers).toHaveLength(1);
    expect(providers[0]?.allowUiUpdates).toBe(false);
    expect(overlay).toContain(`observability/grafana/dashboards:${providers[0]?.options.path}:ro`);
  });
});
