import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BusStatus } from '@crm-gtd/shared/messaging/bus.ts';
import { metricValue } from '@crm-gtd/shared/testing/metric-value.ts';
import { waitFor } from '@crm-gtd/shared/testing/wait-for.ts';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { watchNats } from './broker-metrics.ts';

const stream = { name: 'EVT_CRM', messages: 7, bytes: 700, limitBytes: 1_000, consumers: 3, lastSeq: 9, lastTime: undefined };
const status = async (): Promise<BusStatus> => ({ connected: true, brokerId: 'b', reconnects: 0, streams: [stream], missing: [] });

let healthy = true;
const server = createServer((_request, response) => {
  response.writeHead(healthy ? 200 : 503, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ connections: 12, slow_consumers: 1, in_msgs: 5, out_msgs: 6, mem: 1_000, cpu: 2, version: '2.10.0' }));
});
let monitorUrl = '';
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  monitorUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

test('without a monitor the server has no figures, and the streams have theirs', async () => {
  const forget = watchNats({ status, monitorUrl: undefined });
  expect(await metricValue('jetstream_stream_total_messages', { stream_name: 'EVT_CRM' })).toBe(7);
  expect(await metricValue('jetstream_stream_limit_bytes', { stream_name: 'EVT_CRM' })).toBe(1_000);
  expect(await metricValue('nats_up')).toBeNaN();
  expect(await metricValue('nats_varz_connections')).toBeNaN();
  forget();
});

test('with one they are the server’s, and a monitor that fails says down', async () => {
  const forget = watchNats({ status, monitorUrl });
  await waitFor('the server to be up', async () => (await metricValue('nats_up')) === 1);
  expect(await metricValue('nats_varz_connections')).toBe(12);
  expect(await metricValue('nats_varz_slow_consumers')).toBe(1);
  expect(
    await metricValue('http_client_request_duration_seconds_count', { server_address: 'nats_monitor', http_response_status_code: '200' }),
  ).toBeGreaterThan(0);
  healthy = false;
  await waitFor('the server to be down', async () => (await metricValue('nats_up')) === 0);
  forget();
});
