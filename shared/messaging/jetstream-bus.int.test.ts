import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'nats';
import { freePort } from '../local-servers/ports.ts';
import { startBroker } from '../testing/broker.ts';
import { busSuite } from '../testing/bus-suite.ts';
import { connectJetStreamBus } from './jetstream-bus.ts';

busSuite('JetStream bus', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'crm-gtd-bus-'));
  const place = { dataDir: join(folder, 'nats'), port: await freePort(), monitorPort: await freePort() };
  let server = await startBroker(place);
  const maxBytes = 67_108_864;
  return {
    connect: (service) => connectJetStreamBus({ url: server.url, service, maxBytes }),
    killBroker: async () => {
      process.kill(server.pid, 'SIGKILL');
    },
    startBroker: async () => {
      server = await startBroker(place);
    },
    changeStream: async (name, change) => {
      const connection = await connect({ servers: server.url });
      await (await connection.jetstreamManager()).streams.update(name, change);
      await connection.close();
    },
    [Symbol.asyncDispose]: async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
});
