import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { connect } from 'nats';
import { z } from 'zod';
import { event } from '../contracts/define.ts';
import { newId } from '../ids.ts';
import type { LocalNats } from '../local-servers/nats.ts';
import { freePort } from '../local-servers/ports.ts';
import type { Scope } from '../service/scope.ts';
import { startBroker } from '../testing/broker.ts';
import { startTestDb, type TestDb } from '../testing/test-db.ts';
import { waitFor } from '../testing/wait-for.ts';
import type { Bus } from './bus.ts';
import { reaction } from './consumer.ts';
import { type Consumers, startConsumers } from './consumer-runner.ts';
import { connectJetStreamBus } from './jetstream-bus.ts';
import { appendEvents } from './outbox.ts';
import { type Relay, startRelay } from './relay.ts';

const moved = event('crm.crate.moved', {
  version: 1,
  visible: 'crm.deals:read',
  aggregate: 'crate',
  key: (data) => data.crateId,
  data: z.object({ crateId: z.uuid() }),
});
const folder = mkdtempSync(join(tmpdir(), 'crm-gtd-recovery-'));

let place: { dataDir: string; port: number; monitorPort: number };
let server: LocalNats;
let database: TestDb<unknown>;
let bus: Bus;
let consumers: Consumers;
let relay: Relay;

beforeAll(async () => {
  place = { dataDir: join(folder, 'nats'), port: await freePort(), monitorPort: await freePort() };
  [server, database] = await Promise.all([startBroker(place), startTestDb<unknown>('crm')]);
  await database.ownerSql('create table probe_effect (event_id uuid)');
  await database.ownerSql('grant insert on probe_effect to crm_app');
  bus = await connectJetStreamBus({ url: server.url, service: 'crm', maxBytes: 67_108_864 });
  await bus.ensureStreams();
  const declaration = reaction(moved, {
    durable: 'crm-recovery-moved',
    handle: async ({ envelope }, tx) => void (await tx.sql('insert into probe_effect (event_id) values ($1)', [envelope.id])),
  });
  consumers = await startConsumers({
    bus,
    db: database.db,
    service: 'crm',
    declarations: [declaration],
    retry: { failure: [50], gap: [50] },
  });
  relay = await startRelay({ relayUrl: database.relayUrl, schema: 'crm', bus });
});

afterAll(async () => {
  await consumers.close();
  await relay.close();
  await bus.close();
  await database[Symbol.asyncDispose]();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

const scope: Scope = { organizationId: newId(), actorId: newId(), role: 'OWNER', correlationId: newId(), causationId: newId() };

async function commit(amount: number): Promise<void> {
  for (let index = 0; index < amount; index += 1)
    await database.db.withTenant(scope, (tx) => appendEvents(tx, [moved.of({ crateId: newId() })]));
}

async function whenEffects(amount: number): Promise<void> {
  await waitFor(`${amount} effects`, async () => (await database.ownerSql('select from probe_effect')).length >= amount);
  const rows = await database.ownerSql<{ event_id: string }>('select event_id from probe_effect');
  expect(new Set(rows.map(({ event_id }) => event_id)).size).toBe(rows.length);
  expect(rows).toHaveLength(amount);
}

test('a durable deleted behind our back is made anew and misses nothing', async () => {
  await commit(3);
  await whenEffects(3);
  const connection = await connect({ servers: server.url });
  await (await connection.jetstreamManager()).consumers.delete('EVT_CRM', 'crm-recovery-moved');
  await connection.close();
  await commit(3);
  await whenEffects(6);
});

test('after a power loss that cut the stream but not the durable, what was lost is sent again and has its effect once', async () => {
  const messages = join(place.dataDir, 'jetstream', 'jetstream', '$G', 'streams', 'EVT_CRM', 'msgs');
  await server.stop();
  cpSync(messages, join(folder, 'older'), { recursive: true });
  server = await startBroker(place);
  await commit(10);
  await whenEffects(16);
  process.kill(server.pid, 'SIGKILL');
  await waitFor('the broker is gone', () => !bus.connected());
  rmSync(messages, { recursive: true });
  cpSync(join(folder, 'older'), messages, { recursive: true });
  server = await startBroker(place);
  await commit(4);
  await whenEffects(20);
  expect((await bus.streamStatus('EVT_CRM')).messages).toBe(20);
});

test('after the whole store is lost, all that the outbox keeps is sent again', async () => {
  process.kill(server.pid, 'SIGKILL');
  await waitFor('the broker is gone', () => !bus.connected());
  rmSync(place.dataDir, { recursive: true });
  server = await startBroker(place);
  await commit(2);
  await whenEffects(22);
  await waitFor('the stream holds all again', async () => (await bus.streamStatus('EVT_CRM')).messages === 22);
});
