import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { testProduct } from '../../e2e/support/product.ts';
import { signUp } from '../../e2e/support/session.client.ts';
import { waitFor } from '../../shared/testing/wait-for.ts';
import type { Product } from '../../tools/run/product.ts';
import { operationsPort, type ServiceName } from '../../tools/run/service-table.ts';
import { type Family, parseOpenMetrics } from './open-metrics.ts';

let product: Product;
const services: ServiceName[] = ['gateway', 'crm', 'gtd', 'ai', 'voice', 'billing'];

const scrape = async (service: ServiceName): Promise<{ type: string; families: Map<string, Family> }> => {
  const response = await fetch(`http://127.0.0.1:${operationsPort(service, product.ports)}/metrics`);
  return { type: response.headers.get('content-type') ?? '', families: parseOpenMetrics(await response.text()) };
};

beforeAll(async () => {
  product = await testProduct();
  const owner = await signUp(product.url);
  await waitFor('the default pipeline', async () => (await owner.must<{ items: unknown[] }>('GET', '/pipelines')).items.length > 0, 20_000);
  const { id } = await owner.must<{ id: string }>('POST', '/deals', { title: 'Wdrożenie', value: { amount: 50_000 } });
  await owner.must('POST', `/deals/${id}/win`, {});
  await owner.must('POST', '/voice/speech', { text: 'Dzień dobry' });
}, 180_000);
afterAll(() => product?.stop());

const families = [
  'outbox_pending_messages',
  'outbox_oldest_unpublished_age_seconds',
  'outbox_published',
  'outbox_publish_failures',
  'outbox_publish_lag_seconds',
  'outbox_relay_leader',
  'event_handled',
  'event_redelivered',
  'event_dead_letter',
  'event_end_to_end_seconds',
  'rpc_server_call_duration_seconds',
  'rpc_client_call_duration_seconds',
  'nats_client_connected',
  'build_info',
  'process_cpu_user_seconds',
  'nodejs_eventloop_lag_seconds',
  'nodejs_eventloop_utilization_ratio',
];

describe.each(services)('/metrics of %s', (service) => {
  test('is OpenMetrics with the families of outbox, consumers and calls', async () => {
    const { type, families: found } = await scrape(service);
    expect(type).toMatch(/^application\/openmetrics-text/);
    expect(families.filter((name) => !found.has(name))).toEqual([]);
  });

  test('holds fewer than 3,000 series, and no label with an id, an address or a query', async () => {
    const { families: found } = await scrape(service);
    const samples = [...found.values()].flatMap((family) => family.samples);
    expect(samples.length).toBeLessThan(3_000);
    const values = new Set(samples.flatMap(({ labels }) => Object.values(labels)));
    expect([...values].filter((value) => /[0-9a-f]{8}-[0-9a-f]{4}-|@|select |https?:/i.test(value))).toEqual([]);
  });
});

describe('figures after a won deal', () => {
  test('the gateway counted its requests by route template', async () => {
    const { families: found } = await scrape('gateway');
    const routes = found.get('http_server_request_duration_seconds')?.samples.map(({ labels }) => labels['http_route']);
    expect(routes).toEqual(expect.arrayContaining([expect.stringContaining('/deals/{dealId}/win')]));
  });

  test('crm published what gtd and billing handled', async () => {
    const handled = async (service: ServiceName): Promise<number> => {
      const { families: found } = await scrape(service);
      return (found.get('event_handled')?.samples ?? [])
        .filter(({ labels }) => labels['event_type'] === 'crm.deal.won' && labels['outcome'] === 'ok')
        .reduce((sum, { value }) => sum + value, 0);
    };
    for (const service of ['gtd', 'billing', 'ai'] as const)
      await waitFor(`${service} to handle the won deal`, async () => (await handled(service)) === 1, 20_000);
    expect((await scrape('crm')).families.get('outbox_pending_messages')?.samples.every(({ value }) => Number.isFinite(value))).toBe(true);
  });
});

test('metrics and readiness are not reachable from the public listener', async () => {
  for (const path of ['/metrics', '/health/ready', '/health/live', '/api/v1/metrics'])
    expect((await fetch(product.url + path, { redirect: 'manual' })).status).toBe(404);
});
