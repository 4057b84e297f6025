import { expect, test } from '@jest/globals';
import { portsFrom } from './config.ts';
import { makeSecrets } from './secrets.ts';
import { serviceSpec } from './service-table.ts';

const ports = portsFrom((_name, standard) => standard);
const secrets = makeSecrets();
const gatewayOn = (natsUrl: string): string | undefined => {
  const servers = {
    postgresAdminUrl: 'postgresql://127.0.0.1:5434/postgres',
    natsUrl,
    redisUrl: 'redis://127.0.0.1:6381',
    database: 'crm',
  };
  return serviceSpec('gateway', { ports, servers, secrets, dev: false }).env['NATS_MONITOR_URL'];
};

test("the gateway reads the monitor of our own broker, and of nobody else's", () => {
  expect(gatewayOn(`nats://127.0.0.1:${ports.nats}`)).toBe(`http://127.0.0.1:${ports.natsMonitor}`);
  expect(gatewayOn('nats://broker.example:4222')).toBeUndefined();
});

test('several brokers are one address separated by commas', () => {
  expect(gatewayOn('nats://10.0.0.1:4222,nats://10.0.0.2:4222,nats://10.0.0.3:4222')).toBeUndefined();
});
