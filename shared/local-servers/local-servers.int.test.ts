import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { connect } from 'nats';
import pg from 'pg';
import { startTestNats, testStack } from '../testing/test-stack.ts';
import { startNats } from './nats.ts';
import { answers, freePort, isPortTaken } from './ports.ts';
import { commandLine } from './server-process.ts';

test('the stack of the run answers on all three servers', async () => {
  const stack = testStack();
  const client = new pg.Client({ connectionString: stack.postgresAdminUrl });
  await client.connect();
  const { rows } = await client.query("select current_setting('server_encoding') as encoding, 'zażółć'::text as polish");
  await client.end();
  expect(rows).toEqual([{ encoding: 'UTF8', polish: 'zażółć' }]);
  const nats = await connect({ servers: stack.natsUrl });
  await expect((await nats.jetstreamManager()).getAccountInfo()).resolves.toMatchObject({ memory: expect.any(Number) });
  expect(nats.info?.max_payload).toBe(8_388_608);
  await nats.close();
  expect(await answers(Number(new URL(stack.redisUrl).port), 'PING\r\n', '+PONG')).toBe(true);
});

test('a private broker frees its port and folder when it goes out of scope', async () => {
  let port = 0;
  {
    await using nats = await startTestNats();
    port = nats.port;
    expect(await isPortTaken(port)).toBe(true);
  }
  expect(await isPortTaken(port)).toBe(false);
});

test('a broker left on its data folder by a killed run is ended before the new one starts, and its messages stay', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'left-over-'));
  const dataDir = join(folder, 'nats');
  const first = await startNats({ dataDir, port: await freePort(), monitorPort: await freePort() });
  const client = await connect({ servers: first.url, reconnect: false });
  await (await client.jetstreamManager()).streams.add({ name: 'KEPT', subjects: ['kept'] });
  await client.jetstream().publish('kept');
  const second = await startNats({ dataDir, port: first.port, monitorPort: first.monitorPort });
  expect(commandLine(first.pid)).toBe('');
  const again = await connect({ servers: second.url });
  const info = await (await again.jetstreamManager()).streams.info('KEPT');
  expect(info.state.messages).toBe(1);
  await again.close();
  await second.stop();
  rmSync(folder, { recursive: true });
});

test('a server that cannot start says why', async () => {
  await using taken = await startTestNats();
  const folder = mkdtempSync(join(tmpdir(), 'no-start-'));
  await expect(startNats({ dataDir: join(folder, 'nats'), port: taken.port, monitorPort: await freePort() })).rejects.toThrow(
    /port .* is taken/,
  );
  rmSync(folder, { recursive: true });
});
