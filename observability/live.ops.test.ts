import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startEdge } from '../deploy/nginx/testing/edge.ts';
import type { TestSession } from '../e2e/support/session.client.ts';
import { startFakeOpenAi } from '../services/ai/src/testing/openai.fake.ts';
import { connectJetStreamBus } from '../shared/messaging/jetstream-bus.ts';
import { startTestNats, testStack } from '../shared/testing/test-stack.ts';
import { waitFor } from '../shared/testing/wait-for.ts';
import { type Product, startProduct } from '../tools/run/product.ts';
import { operationsPort, type ServiceName } from '../tools/run/service-table.ts';
import { type CommittedPanel, committedBoards, panelsOf, readsFigures } from './dashboards/committed-boards.ts';
import { expand } from './promql.ts';
import { operationsRules } from './rules/operations.ts';
import { type Exporters, startExporters, writeBackupFigures } from './testing/exporters.ts';
import { startFakeCoqui } from './testing/fake-coqui.ts';
import { type PrometheusServer, startPrometheus, type Targets } from './testing/prometheus-server.ts';
import { gap, poison, speakInVain, untilRefused, work, workOn } from './testing/scripted-load.ts';
import { startOtlpReceiver, tracedTo } from './verify/otlp-receiver.ts';

/** Panels whose source cannot run here, each with its reason. */
const absentHere: Readonly<Record<string, string>> = {
  'D9 Edge: Answered from the cache': 'Loki',
  'D9 Edge: Time upstream, p95': 'Loki',
  'D9 Edge: Status': 'Loki',
  'D5 PostgreSQL: Dead rows': "table statistics, which Debian's postgres_exporter 0.11 does not read",
  'D5 PostgreSQL: Largest tables by rows': "table statistics, which Debian's postgres_exporter 0.11 does not read",
};

const services: ServiceName[] = ['gateway', 'crm', 'gtd', 'ai', 'voice', 'billing'];
const stack = new AsyncDisposableStack();
let product: Product;
let prometheus: PrometheusServer;
let exporters: Exporters;
let coqui: Awaited<ReturnType<typeof startFakeCoqui>>;
let bus: Awaited<ReturnType<typeof connectJetStreamBus>>;

const start = async (): Promise<void> => {
  const nats = stack.use(await startTestNats());
  const receiver = await startOtlpReceiver();
  stack.defer(() => receiver.close());
  coqui = stack.use(await startFakeCoqui());
  const openAi = stack.use(await startFakeOpenAi(() => ({ content: 'no JSON' })));
  const env = {
    NODE_ENV: 'test',
    RATE_LIMIT_IP: '1000000',
    RATE_LIMIT_USER: '1000000',
    LOGIN_LIMIT_IP: '20',
    BCRYPT_ROUNDS: '4',
    ...tracedTo(receiver),
    NATS_MONITOR_URL: nats.monitorUrl,
    TTS_ENGINE: 'coqui',
    COQUI_TTS_URL: coqui.baseUrl,
    OPENAI_API_KEY: 'sk-test',
    OPENAI_BASE_URL: openAi.baseUrl,
  };
  product = stack.use(await startProduct({ servers: { ...testStack(), natsUrl: nats.url }, web: false, env }));
  bus = await connectJetStreamBus({ url: nats.url, service: 'live-test' });
  stack.defer(() => bus.close());
};

const targets = (edgePort: number, own: number): Targets => ({
  services: services.map((service) => ({ address: `127.0.0.1:${operationsPort(service, product.ports)}`, service })),
  ...Object.fromEntries(
    ['postgres', 'redis', 'nginx', 'node'].map((job) => [job, [{ address: exporters.addresses[job] ?? '', service: job }]]),
  ),
  probe: [{ address: `https://127.0.0.1:${edgePort}/health`, service: 'edge' }],
  prometheus: [{ address: `127.0.0.1:${own}`, service: 'prometheus' }],
});

const observe = async (): Promise<void> => {
  const gateway = new URL(product.url).host;
  const edge = stack.use(await startEdge({ gateway, web: gateway }));
  const { postgresAdminUrl, database, redisUrl } = product.servers;
  const watched = { postgresAdminUrl, database, redisUrl, nginxExporterPort: edge.exporterPort };
  exporters = stack.use(await startExporters(watched, join(import.meta.dirname, 'blackbox.yaml')));
  prometheus = stack.use(await startPrometheus((own) => targets(edge.httpsPort, own), exporters.addresses['probe'] ?? ''));
};

type Question = Readonly<{ name: string; panel: CommittedPanel; exprs: readonly string[] }>;
const questions: Question[] = committedBoards().flatMap((board) =>
  panelsOf(board).map((panel) => ({
    name: `${board.title}: ${panel.title}`,
    panel,
    // The product's database has a name of its own here.
    exprs: (panel.targets ?? []).map(({ expr }) => expand(expr)),
  })),
);
const answerable = questions.filter(({ panel, name }) => readsFigures(panel) && !absentHere[name]);
const asked = (expr: string): string => expr.replaceAll('crm_gtd_v1', product.servers.database);

beforeAll(async () => {
  await start();
  await observe();
});
afterAll(() => stack.disposeAsync());

const samplesSeen = async (): Promise<number> =>
  (await prometheus.instant('min(count_over_time(up{job="services"}[5m]))'))[0]?.values[0] ?? 0;

describe('a fresh installation that nobody uses', () => {
  beforeAll(() => waitFor('every target to be read fifteen times', async () => (await samplesSeen()) >= 15));

  test('every target is up', async () => {
    expect(await prometheus.instant('up')).toHaveLength(12);
    await waitFor('all of them up at once', async () => (await prometheus.instant('up == 0')).length === 0);
  });

  test('no panel is in error, and what is counted is zero, not nothing', async () => {
    const empty: string[] = [];
    for (const { name, exprs } of answerable)
      for (const expr of exprs) if ((await prometheus.instant(asked(expr))).length === 0) empty.push(name);
    expect(empty.filter((name) => !emptyWhenIdle.has(name))).toEqual([]);
  });

  test('the shares of failures are 0', async () => {
    const shares = ['Own faults', 'Lost the thread', 'Repeats', 'Fallbacks', 'Poor visits'];
    for (const { name, exprs } of answerable.filter(({ panel }) => shares.includes(panel.title)))
      for (const expr of exprs) expect({ name, value: (await prometheus.instant(asked(expr)))[0]?.values[0] }).toEqual({ name, value: 0 });
  });

  test('no rule fails and no alert fires but the watchdog', async () => {
    expect(await prometheus.ruleFaults()).toEqual([]);
    const alerts = await prometheus.alerts();
    const firing = alerts.filter(({ state }) => state === 'firing');
    expect(firing.map(({ labels }) => labels)).toEqual([expect.objectContaining({ alertname: 'Watchdog' })]);
    // What would fire if it went on like this: nobody has made a backup, or replaced nginx's own certificate.
    let pending: string[] = [];
    await waitFor('only the two that last to be pending', async () => {
      pending = (await prometheus.alerts())
        .filter(({ state, name }) => state === 'pending' && !ofThisMachine.has(name))
        .map(({ name }) => name);
      return pending.sort().join() === 'BackupMissing,CertificateEndsSoon';
    }).catch(() => expect(pending).toEqual(['BackupMissing', 'CertificateEndsSoon']));
  });
});

/** About the machine that runs the tests, which does other things too: its disk fills, a reading or a turn of the event loop is late. */
const ofThisMachine = new Set([
  ...operationsRules.groups.filter(({ name }) => name === 'host').flatMap(({ alerts = [] }) => alerts.map(({ name }) => name)),
  'EventLoopSlow',
  'MetricsSourceFails',
  'TargetDown',
]);

/** Of what has never happened there is nothing to show: durations, the routes nobody has asked, backups nobody has made. */
const emptyWhenIdle = new Set(
  Object.entries({
    'D1 Service health and promises': ['p95 of answers'],
    'D2 Public interface': [
      'Requests by route',
      'Requests by status',
      '5xx by route and code',
      'Quantiles',
      'Distribution',
      'Slowest routes',
      'Within half a second',
    ],
    'D3 Services': ['On the way'],
    'D4 Events': ['Commit to broker, p95', 'Time to confirm', 'Commit to effect, p95'],
    'D9 Edge': ['Certificate left'],
    'D12 Browser and realtime': ['Largest paint', 'Interaction to next paint', 'Time to first byte', 'Layout shift'],
    'D13 Host, backups, jobs and observation': [
      'Last backup',
      'Backup size',
      'Last restore drill',
      'Measured RTO and RPO',
      'Failed backups',
      'Changed configuration',
      'Length of backups',
      'Figures of the scripts',
    ],
  }).flatMap(([board, titles]) => titles.map((title) => `${board}: ${title}`)),
);

const finite = (values: readonly number[]): boolean => values.some(Number.isFinite) && !values.includes(Number.POSITIVE_INFINITY);

describe('under load with faults of every kind', () => {
  let owner: TestSession;

  beforeAll(async () => {
    writeBackupFigures(exporters.textFiles, Math.floor((performance.timeOrigin + performance.now()) / 1_000) - 60);
    owner = await work(product.url);
    await untilRefused(product.url);
    await poison(bus, owner.session.organizationId);
    await gap(bus, 'EVT_GTD', '.task.created');
    coqui.breakDown();
    const statuses = await speakInVain(owner);
    expect(statuses).toContain(503);
    expect(statuses.filter((status) => status !== 503)).toEqual([]);
  });

  test.each([
    ['a 5xx', 'sum(http_server_request_duration_seconds_count{http_response_status_code=~"5.."})'],
    ['a 429', 'sum(http_server_request_duration_seconds_count{http_response_status_code="429"})'],
    ['a refusal by the limiter', 'sum(rate_limit_decisions_total{outcome="refused"})'],
    ['a retry', 'sum(event_handled_total{outcome="retry"})'],
    ['a dead letter', 'sum(dead_letter_messages)'],
    ['an open breaker', 'sum(max_over_time(circuit_breaker_state{breaker="coqui.speak",state="open"}[5m]))'],
    ['a cache miss', 'sum(cache_requests_total{outcome="miss"})'],
    ['a fallback of the model', 'sum(ai_requests_total{outcome="fallback"})'],
  ])('the load had %s', async (what, expr) => {
    await waitFor(what, async () => ((await prometheus.instant(expr))[0]?.values[0] ?? 0) > 0);
  });

  test('every panel has finite figures', async () => {
    const dark = async (): Promise<string[]> => {
      const found: string[] = [];
      for (const { name, exprs } of answerable)
        for (const expr of exprs) {
          const samples = await prometheus.range(asked(expr), 180);
          if (!samples.some(({ values }) => finite(values))) found.push(`${name}: ${expr}`);
        }
      return found;
    };
    let left: readonly string[] = [];
    let round = 0;
    await waitFor('figures', async () => {
      // A series seen first with all its increases behind it has no rate: the office works on while its boards are looked at.
      await workOn(owner, round++);
      left = await dark();
      return left.length === 0;
    }).catch((cause) => {
      throw new Error(`No figures for:\n${left.join('\n')}`, { cause });
    });
  });

  test('the panels without a source here are exactly those listed', async () => {
    const dark: string[] = [];
    for (const { name, panel, exprs } of questions) {
      const found = readsFigures(panel) ? await Promise.all(exprs.map((expr) => prometheus.range(asked(expr), 180))) : [];
      if (found.flat().length === 0) dark.push(name);
    }
    expect(dark.sort()).toEqual(Object.keys(absentHere).sort());
  });

  test('the variables of the boards have values to choose', async () => {
    expect((await prometheus.labelValues('service', 'up{job="services"}')).sort()).toEqual([...services].sort());
    expect(await prometheus.labelValues('instance', 'up{job="services",service=~".*"}')).toHaveLength(6);
  });

  test('a curve of answers leads to a trace', async () => {
    const ids = (await prometheus.exemplars('http_server_request_duration_seconds_bucket')).map((labels) => labels['trace_id']);
    expect(ids.filter((id) => /^[0-9a-f]{32}$/.test(id ?? '')).length).toBeGreaterThan(0);
  });

  test('the dead letter and the broken speech server raise their tickets', async () => {
    const names = async (): Promise<string[]> => (await prometheus.alerts()).map(({ name }) => name);
    await waitFor('the ticket of the dead letter', async () => (await names()).includes('DeadLettersWaiting'));
  });

  test('no rule fails', async () => {
    expect(await prometheus.ruleFaults()).toEqual([]);
  });
});
