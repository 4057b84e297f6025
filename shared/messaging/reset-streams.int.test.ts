import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '../ids.ts';
import type { LocalNats } from '../local-servers/nats.ts';
import { freePort } from '../local-servers/ports.ts';
import { startBroker } from '../testing/broker.ts';
import type { Bus } from './bus.ts';
import { connectJetStreamBus } from './jetstream-bus.ts';
import { resetEventStreams } from './reset-streams.ts';
import { ADVISORY_STREAM, DEAD_LETTER_STREAM, eventServices, streamOf } from './streams.ts';

const folder = mkdtempSync(join(tmpdir(), 'crm-gtd-reset-'));

let server: LocalNats;
let bus: Bus;

const options = () => ({ url: server.url, service: 'ops', maxBytes: 67_108_864 });
const letter = (): Promise<unknown> =>
  bus.publish({ id: newId(), subject: 'dlq.gtd.gtd-followups-deal-won', payload: '{}', headers: { 'X-Reason': 'test' } });

beforeAll(async () => {
  server = await startBroker({ dataDir: join(folder, 'nats'), port: await freePort(), monitorPort: await freePort() });
  bus = await connectJetStreamBus(options());
  await bus.ensureStreams();
});

afterAll(async () => {
  await bus?.close();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('event streams go with their durables, and the service that comes back finds them empty', async () => {
  await bus.publish({ id: newId(), subject: `evt.crm.${newId()}.deal.won`, payload: '{}' });
  const { streams } = await resetEventStreams(options(), new Date(0));
  expect([...streams].sort()).toEqual([ADVISORY_STREAM, ...eventServices.map(streamOf)].sort());
  const without = await bus.status();
  expect([without.streams.map(({ name }) => name), [...without.missing].sort()]).toEqual([[DEAD_LETTER_STREAM], [...streams].sort()]);
  await bus.ensureStreams();
  expect((await bus.status()).missing).toEqual([]);
  expect((await bus.streamStatus(streamOf('crm'))).lastSeq).toBe(0);
});

test('dead letters of events that come again go, older ones stay', async () => {
  await letter();
  const { items } = await bus.deadLetters.list();
  const [kept] = items;
  const later = new Date((kept?.at.getTime() ?? 0) + 1);
  expect((await resetEventStreams(options(), later)).letters).toBe(0);
  expect((await resetEventStreams(options(), new Date(0))).letters).toBe(items.length);
  expect((await bus.deadLetters.list()).items).toEqual([]);
  expect((await bus.streamStatus(DEAD_LETTER_STREAM)).messages).toBe(0);
});

test('a broker that has lost everything is no fault', async () => {
  await resetEventStreams(options(), new Date(0));
  expect((await resetEventStreams(options(), new Date(0))).streams).toEqual([]);
});
