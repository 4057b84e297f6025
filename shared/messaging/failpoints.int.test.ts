import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { connect } from 'nats';
import { newId } from '../ids.ts';
import type { LocalNats } from '../local-servers/nats.ts';
import type { Scope } from '../service/scope.ts';
import { type FailpointOptions, probed } from '../testing/failpoint-process.ts';
import { startTestDb, type TestDb } from '../testing/test-db.ts';
import { startTestNats } from '../testing/test-stack.ts';
import { waitFor } from '../testing/wait-for.ts';
import type { FailPoint } from './failpoint.ts';
import { appendEvents } from './outbox.ts';

let nats: LocalNats;
let database: TestDb<unknown>;
const children: ChildProcess[] = [];

beforeAll(async () => {
  [nats, database] = await Promise.all([startTestNats(), startTestDb<unknown>('crm')]);
  await database.ownerSql(
    'create table probe_effect (position bigint generated always as identity, event_id uuid, aggregate_id uuid, sequence bigint)',
  );
  await database.ownerSql('grant select, insert on probe_effect to crm_app');
});

/** A process that outlives its test would lead the relay of the next one. */
afterEach(async () => {
  for (const child of children.splice(0)) {
    const ended = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined;
    child.kill('SIGKILL');
    await ended;
  }
});

afterAll(async () => {
  await database[Symbol.asyncDispose]();
  await nats.stop();
});

const program = fileURLToPath(new URL('../testing/failpoint-process.ts', import.meta.url));

function start(failAt?: string): ChildProcess {
  const options: FailpointOptions = {
    natsUrl: nats.url,
    appUrl: database.appUrl,
    relayUrl: database.relayUrl,
    ...(failAt === undefined ? {} : { failAt }),
  };
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, JSON.stringify(options)], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  children.push(child);
  return child;
}

const scope: Scope = { organizationId: newId(), actorId: newId(), role: 'OWNER', correlationId: newId(), causationId: newId() };

const publishedOf = async (probes: readonly string[]): Promise<number> =>
  (await database.ownerSql('select from msg_outbox where published_at is not null and aggregate_id = any($1::uuid[])', [probes])).length;

async function idsInStream(): Promise<string[]> {
  const connection = await connect({ servers: nats.url });
  const manager = await connection.jetstreamManager();
  const { state } = await manager.streams.info('EVT_CRM');
  const messages = await Promise.all(
    Array.from({ length: state.messages }, (_, index) => manager.streams.getMessage('EVT_CRM', { seq: state.first_seq + index })),
  );
  await connection.close();
  return messages.map(({ header }) => header.get('Nats-Msg-Id'));
}

const points: Readonly<Partial<Record<FailPoint, number>>> = {
  'relay.afterRead': 2,
  'relay.beforePublish': 7,
  'relay.afterAck': 9,
  'relay.beforeMark': 2,
  'relay.afterMark': 2,
  'consumer.received': 5,
  'consumer.prepared': 8,
  'consumer.beforeCommit': 6,
  'consumer.afterCommit': 7,
  'consumer.afterAck': 9,
};

test.each(Object.entries(points))('killed at %s: no event lost, no effect doubled, order kept', async (point, time) => {
  const victim = start(`${point}:${time}`);
  const ended = once(victim, 'exit');
  const probes = Array.from({ length: 4 }, newId);
  for (let round = 0; round < 10; round += 1) {
    await database.db.withTenant(scope, (tx) =>
      appendEvents(
        tx,
        probes.map((probeId) => probed.of({ probeId })),
      ),
    );
    // In two parts, so that the second reading of the outbox has something to find.
    if (round === 4) await waitFor('the victim works', async () => victim.signalCode !== null || (await publishedOf(probes)) > 0);
  }
  expect(await ended).toEqual([null, 'SIGKILL']);
  start();
  const effects = await waitFor('all effects', async () => {
    const rows = await database.ownerSql<{ aggregate_id: string; sequence: string }>(
      'select aggregate_id, sequence from probe_effect where aggregate_id = any($1::uuid[]) order by position',
      [probes],
    );
    return rows.length >= 40 && rows;
  });
  await waitFor('all are marked', async () => (await publishedOf(probes)) === 40);
  for (const probe of probes)
    expect(effects.filter((row) => row.aggregate_id === probe).map(({ sequence }) => Number(sequence))).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
    ]);
  const ids = await idsInStream();
  expect(new Set(ids).size).toBe(ids.length);
});

test('killed between the dead letter and its ack: one dead letter', async () => {
  const victim = start('consumer.afterDeadLetter:1');
  const ended = once(victim, 'exit');
  const probeId = newId();
  await database.db.withTenant(scope, (tx) => appendEvents(tx, [probed.of({ probeId, poison: true })]));
  expect(await ended).toEqual([null, 'SIGKILL']);
  start();
  const connection = await connect({ servers: nats.url });
  const manager = await connection.jetstreamManager();
  await waitFor('nothing is left to deliver', async () => {
    const { num_pending, num_ack_pending } = await manager.consumers.info('EVT_CRM', 'crm-failpoint-probe');
    return num_pending === 0 && num_ack_pending === 0;
  });
  expect((await manager.streams.info('DLQ')).state.messages).toBe(1);
  await connection.close();
});
