import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { testProduct } from '../../e2e/support/product.ts';
import { ask, signUpWithPipeline, type TestSession } from '../../e2e/support/session.client.ts';
import { withConnection } from '../../shared/database/admin-connection.ts';
import { urlFor } from '../../shared/database/urls.ts';
import type { ServiceEntry } from '../../shared/telemetry/catalogue/entry.ts';
import { metricsOf, type ServiceMetricName, serviceCatalogue } from '../../shared/telemetry/catalogue.ts';
import { slowness } from '../../shared/testing/slowness.ts';
import { waitFor } from '../../shared/testing/wait-for.ts';
import type { Product } from '../../tools/run/product.ts';
import type { ServiceName } from '../../tools/run/service-table.ts';
import { familyName, scrape as scrapeOf } from './product-metrics.ts';

let product: Product;
let owner: TestSession;
const services: ServiceName[] = ['gateway', 'crm', 'gtd', 'ai', 'voice', 'billing'];
const scrape = (service: ServiceName) => scrapeOf(product, service);

/** Nobody listens there: everything below also holds without a collector. */
const noCollector = {
  OTEL_SDK_DISABLED: 'false',
  OTEL_TRACES_SAMPLER_ARG: '1',
  OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
};

beforeAll(async () => {
  product = await testProduct({ env: noCollector });
  owner = await signUpWithPipeline(product.url);
  const { id } = await owner.must<{ id: string }>('POST', '/deals', { title: 'Wdrożenie', value: { amount: 50_000 } });
  await owner.must('POST', `/deals/${id}/win`, {});
  await owner.must('POST', '/voice/speech', { text: 'Dzień dobry' });
});
afterAll(() => product?.stop());

/** What has no sample until something happens that happens to no healthy, idle installation. */
const needsOccasion = new Set<ServiceMetricName>([
  'circuit_breaker_state',
  'circuit_breaker_events_total',
  'circuit_breaker_latency_seconds',
  'http_client_request_duration_seconds',
  'http_server_request_duration_seconds',
  'http_server_request_body_bytes',
  'http_server_response_body_bytes',
  'web_vital_seconds',
  'web_vital_cls_ratio',
  'ai_request_duration_seconds',
  'tts_synthesis_duration_seconds',
  'rpc_client_call_duration_seconds',
  'event_end_to_end_seconds',
  'outbox_publish_lag_seconds',
  'messaging_client_operation_duration_seconds',
  'messaging_client_sent_messages_total',
  // These four have samples from the first event, call or collection on, which each service sees in its own time.
  'outbox_published_total',
  'outbox_publish_failures_total',
  'outbox_parked_total',
  'outbox_duplicate_acks_total',
  'nodejs_gc_duration_seconds',
  'nodejs_active_requests',
]);

/** voice hears no events. */
const ofConsumers = /^(event_|dead_letter_|messaging_process_|messaging_client_consumed_)/;

describe.each(services)('/metrics of %s', (service) => {
  test('emits exactly what the catalogue says it does', async () => {
    const { type, families } = await scrape(service);
    expect(type).toMatch(/^application\/openmetrics-text/);
    expect([...families.keys()].sort()).toEqual(metricsOf(service).map(familyName).sort());
  });

  test('calls each what the catalogue calls it, with no labels and no values but those listed', async () => {
    const { families } = await scrape(service);
    for (const name of metricsOf(service)) {
      const { type, help, labels } = serviceCatalogue[name] as ServiceEntry;
      const family = families.get(familyName(name));
      expect({ name, type: family?.type }).toEqual({ name, type });
      if (!/^(process|nodejs)_/.test(name)) expect({ name, help: family?.help }).toEqual({ name, help });
      for (const sample of family?.samples ?? []) {
        for (const [label, value] of Object.entries(sample.labels).filter(([known]) => known !== 'le')) {
          const values = labels[label];
          expect({ name, label, known: values !== undefined }).toEqual({ name, label, known: true });
          if (Array.isArray(values)) expect({ name, label, value, listed: values.includes(value) }).toMatchObject({ value, listed: true });
        }
      }
    }
  });

  test('has a sample of everything that needs no occasion', async () => {
    const wanted = metricsOf(service).filter((name) => !needsOccasion.has(name) && !(service === 'voice' && ofConsumers.test(name)));
    await waitFor('every sample', async () => {
      const { families } = await scrape(service);
      return wanted.every((name) => (families.get(familyName(name))?.samples.length ?? 0) > 0);
    }).catch(async () => {
      const { families } = await scrape(service);
      expect(wanted.filter((name) => (families.get(familyName(name))?.samples.length ?? 0) === 0)).toEqual([]);
    });
  });

  test('holds fewer than 3,000 series, and no label with an id, an address or a query', async () => {
    const { samples, text } = await scrape(service);
    expect(samples.length).toBeLessThan(3_000);
    expect(Buffer.byteLength(text)).toBeLessThan(1_000_000);
    const values = new Set(samples.flatMap(({ labels }) => Object.values(labels)));
    expect([...values].filter((value) => /[0-9a-f]{8}-[0-9a-f]{4}-|@|select |https?:/i.test(value))).toEqual([]);
  });
});

test('a scanner that tries every route makes no series of it', async () => {
  const before = (await scrape('gateway')).samples.length;
  const { paths } = (await ask<{ paths: Record<string, Record<string, unknown>> }>(product.url, 'GET', '/openapi.json')).body;
  const wrong = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({
      method: method.toUpperCase(),
      path: path.replaceAll(/\{\w+\}/g, 'x').replace(/^\/api\/v1/, ''),
    })),
  );
  expect(wrong.length).toBeGreaterThan(80);
  const token = `${owner.session.accessToken}x`;
  for (const { method, path } of wrong) await ask(product.url, method, path, { token, ...(method === 'GET' ? {} : { body: { a: 1 } }) });
  const { samples } = await scrape('gateway');
  expect(samples.length - before).toBeLessThan(1_000);
  expect(samples.length).toBeLessThan(3_000);
});

const valueOf = async (service: ServiceName, name: string, labels: Readonly<Record<string, string>> = {}): Promise<number> =>
  (await scrape(service)).samples
    .filter((sample) => sample.name === name && Object.entries(labels).every(([label, value]) => sample.labels[label] === value))
    .reduce((sum, { value }) => sum + value, 0);

describe('figures after a won deal', () => {
  test('the gateway counted its requests by route template', async () => {
    const { families: found } = await scrape('gateway');
    const routes = found.get('http_server_request_duration_seconds')?.samples.map(({ labels }) => labels['http_route']);
    expect(routes).toEqual(expect.arrayContaining([expect.stringContaining('/deals/{dealId}/win')]));
  });

  test('crm published what gtd and billing handled', async () => {
    for (const service of ['gtd', 'billing', 'ai'] as const)
      await waitFor(
        `${service} to handle the won deal`,
        async () => (await valueOf(service, 'event_handled_total', { event_type: 'crm.deal.won', outcome: 'ok' })) === 1,
      );
    expect(await valueOf('crm', 'crm_deals_total', { outcome: 'won' })).toBe(1);
    expect(await valueOf('crm', 'crm_deal_won_value_minor_total', { currency: 'PLN' })).toBe(50_000);
    expect(await valueOf('crm', 'db_client_operation_duration_seconds_count', { db_collection_name: 'deals' })).toBeGreaterThan(0);
    expect(await valueOf('crm', 'db_migration_pending')).toBe(0);
    expect(await valueOf('gateway', 'signups_total')).toBe(1);
    expect(await valueOf('gateway', 'nats_up')).toBe(1);
    expect(await valueOf('gateway', 'jetstream_stream_total_messages', { stream_name: 'EVT_CRM' })).toBeGreaterThan(0);
    expect(await valueOf('gateway', 'moleculer_services_available')).toBe(6);
  });

  test('a kept trace stands beside the measurement it explains', async () => {
    await waitFor('exemplars', async () => {
      const { text } = await scrape('gtd');
      return /^event_end_to_end_seconds_bucket\{.*\} \d+ # \{trace_id="[0-9a-f]{32}",span_id="[0-9a-f]{16}"\}/m.test(text);
    });
    expect((await scrape('gateway')).text).toMatch(/^http_server_request_duration_seconds_bucket\{.*\} \d+ # \{trace_id="[0-9a-f]{32}"/m);
  });
});

test('a browser reports its vitals without signing in, from closed lists only', async () => {
  const good = { vitals: [{ name: 'lcp', value: 1.2, rating: 'good', page: 'deals' }], errors: [{ page: 'deals', count: 2 }] };
  expect((await ask(product.url, 'POST', '/telemetry/web-vitals', { body: good })).status).toBe(204);
  const invented = { vitals: [{ name: 'lcp', value: 1.2, rating: 'good', page: `/deals/${owner.email}` }] };
  expect((await ask(product.url, 'POST', '/telemetry/web-vitals', { body: invented })).status).toBe(400);
  expect(await valueOf('gateway', 'web_vital_seconds_count', { vital: 'lcp', page_group: 'deals', rating: 'good' })).toBe(1);
  expect(await valueOf('gateway', 'web_client_errors_total', { page_group: 'deals' })).toBe(2);
});

test('without a collector requests succeed and memory stays where it is', async () => {
  const load = async (requests: number): Promise<number[]> => {
    const statuses: number[] = [];
    const next = async (): Promise<void> => {
      for (; statuses.length < requests; ) statuses.push((await owner.request('GET', '/deals')).status);
    };
    await Promise.all(Array.from({ length: 8 }, next));
    return statuses;
  };
  const heap = () => valueOf('crm', 'process_resident_memory_bytes');
  // The queue of spans fills first: it is bounded, and what does not fit is dropped.
  await load(800);
  const before = await heap();
  const statuses = await load(1_600);
  expect(new Set(statuses)).toEqual(new Set([200]));
  expect((await heap()) - before).toBeLessThan(40_000_000);
});

test('a database that hangs holds up no scrape', async () => {
  const { postgresAdminUrl, database } = product.servers;
  await withConnection(urlFor(postgresAdminUrl, { database }), async (client) => {
    await client.query("begin; set local lock_timeout = '60s'; lock table gtd.msg_outbox, gtd._prisma_migrations in access exclusive mode");
    const scrapes = [await scrape('gtd'), await scrape('gtd'), await scrape('gtd')];
    await client.query('rollback');
    expect(Math.min(...scrapes.map(({ milliseconds }) => milliseconds))).toBeLessThan(200 * slowness());
    expect(scrapes.at(-1)?.families.size).toBe(metricsOf('gtd').length);
  });
  await waitFor('the readings missed to be counted', async () => (await valueOf('gtd', 'metrics_collect_errors_total')) > 0);
});

test('metrics and readiness are not reachable from the public listener', async () => {
  for (const path of ['/metrics', '/health/ready', '/health/live', '/api/v1/metrics'])
    expect((await fetch(product.url + path, { redirect: 'manual' })).status).toBe(404);
});
