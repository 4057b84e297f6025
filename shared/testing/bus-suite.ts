import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { systemClock } from '../clock.ts';
import { type EventContract, event } from '../contracts/define.ts';
import { type Envelope, subjectOf } from '../contracts/envelope.ts';
import { AppError } from '../errors/app-error.ts';
import { newId } from '../ids.ts';
import type { Bus, ConsumerOptions, Delivery } from '../messaging/bus.ts';
import { type ConsumerDeclaration, observer, projection, type Received, reaction } from '../messaging/consumer.ts';
import { type Consumers, startConsumers } from '../messaging/consumer-runner.ts';
import { outboxParked } from '../messaging/messaging-metrics.ts';
import { appendEvents } from '../messaging/outbox.ts';
import { startRelay } from '../messaging/relay.ts';
import type { Scope } from '../service/scope.ts';
import { startTestDb, type TestDb } from './test-db.ts';
import { waitFor } from './wait-for.ts';

/** What a broker under test must offer besides its bus. */
export type BusHarness = AsyncDisposable &
  Readonly<{
    connect(service: string): Promise<Bus>;
    /** As by kill -9: nobody is told. */
    killBroker(): Promise<void>;
    startBroker(): Promise<void>;
    /** Changes a stream behind our back. */
    changeStream(name: string, change: Readonly<{ max_age: number }>): Promise<void>;
  }>;

const quick = { failure: [50], gap: [40] };

/** Each test's events are of a noun of its own, so that tests share streams without hearing each other. */
const thing = (noun: string) =>
  event(`crm.${noun}.changed`, {
    version: 1,
    visible: 'crm.deals:read',
    aggregate: noun,
    key: (data) => data.thingId,
    data: z.object({ thingId: z.uuid(), note: z.string().optional() }),
  });

type Thing = ReturnType<typeof thing>;

const scopeOf = (organizationId: string): Scope => ({
  organizationId,
  actorId: newId(),
  role: 'OWNER',
  correlationId: newId(),
  causationId: newId(),
});

function envelopeOf(contract: EventContract, scope: Scope, thingId: string, sequence: number): Envelope {
  const { organizationId, actorId, correlationId, causationId } = scope;
  return {
    id: newId(),
    source: '/crm-gtd/crm',
    type: contract.type,
    time: systemClock.now().toISOString(),
    version: contract.version,
    organizationid: organizationId,
    actorid: actorId,
    aggregatetype: contract.aggregate,
    aggregateid: thingId,
    sequence,
    correlationid: correlationId,
    causationid: causationId,
    data: { thingId },
  };
}

const send = (bus: Bus, envelope: Envelope, subject = subjectOf(envelope)) =>
  bus.publish({ id: envelope.id, subject, payload: JSON.stringify(envelope) });

const rawOptions = (noun: string, more: Partial<ConsumerOptions> = {}): ConsumerOptions => ({
  stream: 'EVT_CRM',
  durable: `raw-${noun}`,
  filterSubject: `evt.crm.*.${noun}.>`,
  maxAckPending: 32,
  ackWaitMs: 1_000,
  maxDeliver: 8,
  ...more,
});

/** The cases every bus must pass; those with effects run the whole way through inbox and order on a real database. */
export function busSuite(name: string, startHarness: () => Promise<BusHarness>): void {
  describe(name, () => {
    let harness: BusHarness;
    let database: TestDb<unknown>;
    let bus: Bus;
    const opened: Bus[] = [];

    beforeAll(async () => {
      [harness, database] = await Promise.all([startHarness(), startTestDb<unknown>('crm')]);
      await database.ownerSql(
        'create table probe_effect (position bigint generated always as identity, consumer text, event_id uuid, aggregate_id uuid, sequence bigint)',
      );
      await database.ownerSql('grant select, insert on probe_effect to crm_app');
      bus = await connect('crm');
      await bus.ensureStreams();
    });

    afterAll(async () => {
      for (const one of opened) await one.close();
      await database?.[Symbol.asyncDispose]();
      await harness?.[Symbol.asyncDispose]();
    });

    const connect = async (service: string): Promise<Bus> => {
      const one = await harness.connect(service);
      opened.push(one);
      return one;
    };

    const run = (
      declarations: readonly ConsumerDeclaration[],
      more: Partial<Parameters<typeof startConsumers>[0]> = {},
    ): Promise<Consumers> =>
      startConsumers({ bus, db: database.db, service: 'crm', declarations, retry: quick, ackWaitMs: 1_000, ...more });

    /** The effect of a probe: one row that says who, what and in which order. */
    const effect =
      (consumer: string) =>
      async ({ envelope }: Received<EventContract>, tx: Parameters<ConsumerDeclaration['handle']>[1]): Promise<void> => {
        await tx.sql('insert into probe_effect (consumer, event_id, aggregate_id, sequence) values ($1, $2, $3, $4)', [
          consumer,
          envelope.id,
          envelope.aggregateid,
          envelope.sequence,
        ]);
      };

    const effects = async (consumer: string) =>
      (
        await database.ownerSql<{ aggregate_id: string; sequence: string }>(
          'select aggregate_id, sequence from probe_effect where consumer = $1 order by position',
          [consumer],
        )
      ).map(({ aggregate_id, sequence }) => ({ aggregateId: aggregate_id, sequence: Number(sequence) }));

    const sequencesOf = async (consumer: string, aggregateId?: string): Promise<number[]> =>
      (await effects(consumer))
        .filter((row) => aggregateId === undefined || row.aggregateId === aggregateId)
        .map(({ sequence }) => sequence);

    const whenEffects = (consumer: string, amount: number, timeoutMs?: number) =>
      waitFor(`${amount} effects of ${consumer}`, async () => (await effects(consumer)).length >= amount, timeoutMs);

    const commit = (contract: Thing, scope: Scope, ids: readonly string[], note?: string): Promise<void> =>
      database.db.withTenant(scope, (tx) =>
        appendEvents(
          tx,
          ids.map((thingId) => contract.of(note === undefined ? { thingId } : { thingId, note })),
        ),
      );

    const upTo = (amount: number): number[] => Array.from({ length: amount }, (_, index) => index + 1);

    test('C1 publish reaches each durable', async () => {
      const seen: Record<string, string[]> = { first: [], second: [] };
      const listen = (key: string) =>
        bus.consume(rawOptions('c1', { durable: `raw-c1-${key}` }), async (delivery) => {
          seen[key]?.push(delivery.payload);
          await delivery.ack();
        });
      const consumers = await Promise.all([listen('first'), listen('second')]);
      const envelope = envelopeOf(thing('c1'), scopeOf(newId()), newId(), 1);
      await send(bus, envelope);
      await waitFor('both durables have the event', () => seen['first']?.length === 1 && seen['second']?.length === 1);
      expect(seen['second']).toEqual([JSON.stringify(envelope)]);
      for (const consumer of consumers) await consumer.close();
    });

    test('C2 same id twice stored once', async () => {
      const envelope = envelopeOf(thing('c2'), scopeOf(newId()), newId(), 1);
      const first = await send(bus, envelope);
      const second = await send(bus, envelope);
      expect(first.duplicate).toBe(false);
      expect(second).toEqual({ duplicate: true, streamSeq: first.streamSeq });
      expect((await bus.stored('EVT_CRM', first.streamSeq))?.id).toBe(envelope.id);
    });

    test('C3 throw -> redelivered, effect once', async () => {
      const contract = thing('c3');
      let failures = 2;
      const consumers = await run([
        reaction(contract, {
          durable: 'suite-c3',
          handle: async (received, tx) => {
            await effect('suite-c3')(received as Received<EventContract>, tx);
            if (failures-- > 0) throw new Error('a passing fault');
          },
        }),
      ]);
      await send(bus, envelopeOf(contract, scopeOf(newId()), newId(), 1));
      await whenEffects('suite-c3', 1);
      await consumers.close();
      expect(failures).toBe(-1);
      expect(await sequencesOf('suite-c3')).toEqual([1]);
    });

    test('C4 unacked message blocks a serial durable', async () => {
      const given: Delivery[] = [];
      const consumer = await bus.consume(
        rawOptions('c4', { maxAckPending: 1, ackWaitMs: 30_000 }),
        async (delivery) => void given.push(delivery),
      );
      const scope = scopeOf(newId());
      for (const sequence of [1, 2]) await send(bus, envelopeOf(thing('c4'), scope, newId(), sequence));
      await waitFor('one is out and one waits', async () => {
        const status = await consumer.status();
        return status.ackPending === 1 && status.pending === 1;
      });
      expect(given).toHaveLength(1);
      await given[0]?.ack();
      await waitFor('the second comes after the ack', () => given.length === 2);
      await given[1]?.ack();
      await consumer.close();
    });

    test('C5 version order per aggregate with 3 replicas', async () => {
      const contract = thing('c5');
      const declaration = projection({
        durable: 'suite-c5',
        events: [contract as unknown as EventContract],
        aggregate: 'c5',
        handle: effect('suite-c5'),
      });
      const buses = [bus, await connect('crm'), await connect('crm')];
      const consumers = await Promise.all(buses.map((one) => run([declaration], { bus: one, maxDeliver: 100, ackWaitMs: 5_000 })));
      const scope = scopeOf(newId());
      const ids = Array.from({ length: 10 }, newId);
      for (const sequence of upTo(20)) await Promise.all(ids.map((id) => send(bus, envelopeOf(contract, scope, id, sequence))));
      await whenEffects('suite-c5', 200, 30_000);
      for (const one of consumers) await one.close();
      for (const id of ids) expect(await sequencesOf('suite-c5', id)).toEqual(upTo(20));
    });

    test('C6 version gap parks then heals', async () => {
      const contract = thing('c6');
      const consumers = await run(
        [projection({ durable: 'suite-c6', events: [contract as unknown as EventContract], aggregate: 'c6', handle: effect('suite-c6') })],
        { maxDeliver: 50 },
      );
      const scope = scopeOf(newId());
      const id = newId();
      const [first, second, third] = [1, 2, 3].map((sequence) => envelopeOf(contract, scope, id, sequence)) as [
        Envelope,
        Envelope,
        Envelope,
      ];
      const probe = await bus.consume(rawOptions('c6'), async (delivery) => void (await delivery.ack()));
      await send(bus, third);
      await send(bus, second);
      await waitFor('both were tried', async () => (await probe.status()).pending === 0);
      expect(await sequencesOf('suite-c6')).toEqual([]);
      await send(bus, first);
      await whenEffects('suite-c6', 3);
      await consumers.close();
      await probe.close();
      expect(await sequencesOf('suite-c6')).toEqual([1, 2, 3]);
    });

    test('C6 version gap that never heals is filled with the state of the owner', async () => {
      const contract = thing('c6state');
      let asked = 0;
      const apply = effect('suite-c6state');
      const declaration = projection({
        durable: 'suite-c6state',
        events: [contract as unknown as EventContract],
        aggregate: 'c6state',
        handle: apply,
        fetchState: async (ref) => {
          asked += 1;
          const envelope = envelopeOf(contract, ref.scope, ref.aggregateId, 7);
          return { sequence: 7, apply: (tx) => apply({ envelope, data: {}, scope: ref.scope }, tx) };
        },
      });
      const consumers = await run([declaration]);
      const scope = scopeOf(newId());
      const id = newId();
      await send(bus, envelopeOf(contract, scope, id, 5));
      await whenEffects('suite-c6state', 1);
      await send(bus, envelopeOf(contract, scope, id, 6));
      await send(bus, envelopeOf(contract, scope, id, 8));
      await whenEffects('suite-c6state', 2);
      await consumers.close();
      expect(asked).toBe(1);
      expect(await sequencesOf('suite-c6state')).toEqual([7, 8]);
    });

    test('C7 two durables see all, two replicas share', async () => {
      const contract = thing('c7');
      const other = await connect('crm');
      const declare = (durable: string) => reaction(contract, { durable, handle: effect(durable) as never });
      const replicas = await Promise.all([
        run([declare('suite-c7-a'), declare('suite-c7-b')]),
        run([declare('suite-c7-a'), declare('suite-c7-b')], { bus: other }),
      ]);
      const scope = scopeOf(newId());
      await Promise.all(Array.from({ length: 60 }, () => send(bus, envelopeOf(contract, scope, newId(), 1))));
      await whenEffects('suite-c7-a', 60);
      await whenEffects('suite-c7-b', 60);
      for (const replica of replicas) await replica.close();
      expect(new Set((await effects('suite-c7-a')).map(({ aggregateId }) => aggregateId)).size).toBe(60);
      expect(await effects('suite-c7-b')).toHaveLength(60);
    });

    test('C8 close during handling loses nothing', async () => {
      const contract = thing('c8');
      const entered = Promise.withResolvers<void>();
      const leave = Promise.withResolvers<void>();
      const slow = reaction(contract, {
        durable: 'suite-c8',
        maxAckPending: 4,
        handle: async (received, tx) => {
          entered.resolve();
          await leave.promise;
          await effect('suite-c8')(received as Received<EventContract>, tx);
        },
      });
      const first = await run([slow], { drainMs: 20_000 });
      const scope = scopeOf(newId());
      for (const _ of upTo(12)) await send(bus, envelopeOf(contract, scope, newId(), 1));
      await entered.promise;
      const closing = first.close();
      leave.resolve();
      await closing;
      const done = (await effects('suite-c8')).length;
      expect(done).toBeGreaterThan(0);
      const second = await run([slow]);
      await whenEffects('suite-c8', 12);
      await second.close();
      expect(new Set((await effects('suite-c8')).map(({ aggregateId }) => aggregateId)).size).toBe(12);
      expect(await effects('suite-c8')).toHaveLength(12);
    });

    test('C9 broker restart mid-stream', async () => {
      const contract = thing('c9');
      const consumers = await run(
        [projection({ durable: 'suite-c9', events: [contract as unknown as EventContract], aggregate: 'c9', handle: effect('suite-c9') })],
        { maxDeliver: 100 },
      );
      await using stack = new AsyncDisposableStack();
      const relay = await startRelay({ relayUrl: database.relayUrl, schema: 'crm', bus });
      stack.defer(() => relay.close());
      stack.defer(() => consumers.close());
      const scope = scopeOf(newId());
      const ids = Array.from({ length: 5 }, newId);
      const before = bus.brokerId();
      for (const round of upTo(30)) {
        await commit(contract, scope, ids);
        if (round === 10) await harness.killBroker();
        if (round === 20) await harness.startBroker();
      }
      await whenEffects('suite-c9', 150, 40_000);
      expect(bus.brokerId()).not.toBe(before);
      for (const id of ids) expect(await sequencesOf('suite-c9', id)).toEqual(upTo(30));
    });

    test('C10 handler longer than ack_wait stays single', async () => {
      const contract = thing('c10');
      let runs = 0;
      const release = Promise.withResolvers<void>();
      const consumers = await run(
        [
          reaction(contract, {
            durable: 'suite-c10',
            prepare: async () => {
              runs += 1;
              await release.promise;
            },
            handle: effect('suite-c10') as never,
          }),
        ],
        { ackWaitMs: 300 },
      );
      const waits = Promise.withResolvers<void>();
      // A second durable whose message is left alone shows when an ack wait has passed.
      const probe = await bus.consume(rawOptions('c10', { ackWaitMs: 600 }), async (delivery) => {
        if (delivery.attempt === 3) waits.resolve();
        if (delivery.attempt >= 3) await delivery.ack();
      });
      await send(bus, envelopeOf(contract, scopeOf(newId()), newId(), 1));
      await waits.promise;
      expect(runs).toBe(1);
      release.resolve();
      await whenEffects('suite-c10', 1);
      await consumers.close();
      await probe.close();
      expect(runs).toBe(1);
    });

    test('C11 poison ends in DLQ with reason header', async () => {
      const contract = thing('c11');
      const consumers = await run([reaction(contract, { durable: 'suite-c11', handle: effect('suite-c11') as never })]);
      const scope = scopeOf(newId());
      const bad = { ...envelopeOf(contract, scope, newId(), 1), data: { thingId: 'no id' } };
      await send(bus, bad);
      await bus.publish({ id: newId(), subject: subjectOf(bad), payload: '{ not json' });
      await send(bus, { ...envelopeOf(contract, scope, newId(), 1), version: 9 });
      const letters = await waitFor('three dead letters', async () => {
        const { items } = await bus.deadLetters.list({ service: 'crm', durable: 'suite-c11' });
        return items.length === 3 && items;
      });
      await consumers.close();
      expect(letters.map(({ reason }) => reason)).toEqual([
        expect.stringContaining('thingId'),
        expect.stringContaining('not JSON'),
        expect.stringContaining('version 9'),
      ]);
      expect(letters[0]).toMatchObject({
        durable: 'suite-c11',
        service: 'crm',
        attempts: 1,
        subject: subjectOf(bad),
        payload: JSON.stringify(bad),
      });
      expect(await effects('suite-c11')).toEqual([]);
    });

    test('C11 an event that fails on every attempt ends in DLQ', async () => {
      const contract = thing('c11last');
      const consumers = await run(
        [reaction(contract, { durable: 'suite-c11last', handle: () => Promise.reject(new Error('never works')) })],
        { maxDeliver: 3 },
      );
      await send(bus, envelopeOf(contract, scopeOf(newId()), newId(), 1));
      const [letter] = await waitFor('the dead letter', async () => {
        const { items } = await bus.deadLetters.list({ durable: 'suite-c11last' });
        return items.length > 0 && items;
      });
      await consumers.close();
      expect(letter).toMatchObject({ attempts: 3, reason: 'Error: never works' });
      await bus.deadLetters.discard(letter?.id ?? '');
      await expect(bus.deadLetters.get(letter?.id ?? '')).rejects.toMatchObject({ code: 'DEAD_LETTER_NOT_FOUND' });
    });

    test('C11 an event whose handler dies on every attempt ends in DLQ', async () => {
      const contract = thing('c11dies');
      const declaration = reaction(contract, { durable: 'suite-c11dies', handle: effect('suite-c11dies') as never });
      // A process that dies ends no delivery: its messages are taken and never given back.
      const dead = await bus.consume(
        { ...rawOptions('c11dies'), durable: 'suite-c11dies', filterSubject: 'evt.crm.*.c11dies.changed', ackWaitMs: 150, maxDeliver: 2 },
        async () => undefined,
      );
      await send(bus, envelopeOf(contract, scopeOf(newId()), newId(), 1));
      await waitFor('the broker gives up', async () => {
        const { lastSeq } = await bus.streamStatus('ADVISORIES');
        const newest = lastSeq > 0 ? await bus.stored('ADVISORIES', lastSeq) : undefined;
        return newest?.subject.endsWith('.suite-c11dies');
      });
      await dead.close();
      const consumers = await run([declaration], { maxDeliver: 2 });
      const [letter] = await waitFor('the dead letter', async () => {
        const { items } = await bus.deadLetters.list({ durable: 'suite-c11dies' });
        return items.length > 0 && items;
      });
      expect(letter).toMatchObject({ attempts: 2, reason: expect.stringContaining('no attempt ended') });
      expect(await bus.deadLetters.replay(letter?.id ?? '')).toEqual({ outcome: 'ok' });
      await consumers.close();
      expect(await sequencesOf('suite-c11dies')).toEqual([1]);
    });

    test('C12 replay touches one consumer', async () => {
      const contract = thing('c12');
      const state = { broken: true, others: 0 };
      const consumers = await run([
        reaction(contract, {
          durable: 'suite-c12',
          handle: async (received, tx) => {
            if (state.broken) throw new AppError('CRM_NIP_INVALID');
            await effect('suite-c12')(received as Received<EventContract>, tx);
          },
        }),
        reaction(contract, {
          durable: 'suite-c12-other',
          handle: async () => {
            state.others += 1;
          },
        }),
      ]);
      await send(bus, envelopeOf(contract, scopeOf(newId()), newId(), 1));
      const [letter] = await waitFor('the dead letter', async () => {
        const { items } = await bus.deadLetters.list({ durable: 'suite-c12' });
        return items.length > 0 && items;
      });
      await expect(bus.deadLetters.replay(letter?.id ?? '')).rejects.toMatchObject({ code: 'CRM_NIP_INVALID' });
      state.broken = false;
      expect(await bus.deadLetters.replay(letter?.id ?? '')).toEqual({ outcome: 'ok' });
      await consumers.close();
      expect(await sequencesOf('suite-c12')).toEqual([1]);
      expect(state.others).toBe(1);
      expect((await bus.deadLetters.list({ durable: 'suite-c12' })).items).toEqual([]);
    });

    test('C12 dead letters come in pages', async () => {
      const ids = upTo(5).map((index) => `suite-pages:${index}`);
      for (const id of ids) await bus.publish({ id, subject: 'dlq.crm.suite-pages', payload: id });
      const first = await bus.deadLetters.list({ durable: 'suite-pages', limit: 3 });
      const second = await bus.deadLetters.list({ durable: 'suite-pages', limit: 3, cursor: first.nextCursor ?? '' });
      expect([...first.items, ...second.items].map(({ payload }) => payload)).toEqual(ids);
      expect(second.nextCursor).toBeNull();
      expect(await bus.deadLetters.counts()).toContainEqual({ service: 'crm', durable: 'suite-pages', messages: 5 });
    });

    test('C13 new durable reads history', async () => {
      const contract = thing('c13');
      const scope = scopeOf(newId());
      for (const sequence of upTo(4)) await send(bus, envelopeOf(contract, scope, newId(), sequence));
      const consumers = await run([reaction(contract, { durable: 'suite-c13', handle: effect('suite-c13') as never })]);
      await whenEffects('suite-c13', 4);
      await consumers.close();
    });

    test('C14 config mismatch fails boot', async () => {
      await bus.ensureStreams();
      await harness.changeStream('EVT_VOICE', { max_age: 3_600_000_000_000 });
      await expect(bus.ensureStreams()).rejects.toMatchObject({
        name: 'ConfigMismatchError',
        message: expect.stringContaining('EVT_VOICE'),
        fields: [{ field: 'max_age', wanted: 1_209_600_000_000_000, found: 3_600_000_000_000 }],
      });
      await harness.changeStream('EVT_VOICE', { max_age: 1_209_600_000_000_000 });
      await bus.ensureStreams();
    });

    test('C14 a durable with another filter fails boot', async () => {
      await (await bus.consume(rawOptions('c14'), async (delivery) => void (await delivery.ack()))).close();
      await expect(bus.consume({ ...rawOptions('c14'), filterSubject: 'evt.crm.*.other.>' }, async () => undefined)).rejects.toThrow(
        /Durable raw-c14.*ilter/,
      );
    });

    test('C15 oversize payload parked, alarm', async () => {
      const contract = thing('c15');
      const scope = scopeOf(newId());
      const id = newId();
      await commit(contract, scope, [id], 'x'.repeat(1_100_000));
      await commit(contract, scope, [id]);
      const before = (await outboxParked.get()).values.find(({ labels }) => labels.event_type === contract.type)?.value ?? 0;
      const relay = await startRelay({ relayUrl: database.relayUrl, schema: 'crm', bus, parkAfter: 3 });
      const rows = await waitFor('the large event is parked and the next one published', async () => {
        const found = await database.ownerSql<{ parked: boolean; published: boolean; attempts: number }>(
          'select parked_at is not null as parked, published_at is not null as published, attempts from msg_outbox where aggregate_id = $1 order by sequence',
          [id],
        );
        return found[1]?.published === true && found;
      });
      await relay.close();
      expect(rows).toEqual([
        { parked: true, published: false, attempts: 3 },
        { parked: false, published: true, attempts: 0 },
      ]);
      expect((await outboxParked.get()).values.find(({ labels }) => labels.event_type === contract.type)?.value).toBe(before + 1);
    });

    test('C16 trace, actor and org headers survive', async () => {
      const contract = thing('c16');
      const scope = scopeOf(newId());
      const heard = Promise.withResolvers<Delivery>();
      const consumer = await bus.consume(rawOptions('c16'), async (delivery) => {
        heard.resolve(delivery);
        await delivery.ack();
      });
      const relay = await startRelay({ relayUrl: database.relayUrl, schema: 'crm', bus });
      await commit(contract, scope, [newId()]);
      const { headers, payload, subject } = await heard.promise;
      await relay.close();
      const envelope = JSON.parse(payload) as Envelope;
      expect(headers).toMatchObject({ organizationid: scope.organizationId, actorid: scope.actorId, 'Nats-Msg-Id': envelope.id });
      expect(envelope).toMatchObject({
        organizationid: scope.organizationId,
        actorid: scope.actorId,
        correlationid: scope.correlationId,
        causationid: scope.causationId,
        sequence: 1,
      });
      expect(subject).toBe(`evt.crm.${scope.organizationId}.c16.changed`);
      const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
      const again = Promise.withResolvers<Delivery>();
      await consumer.close();
      const second = await bus.consume(rawOptions('c16b'), async (delivery) => {
        again.resolve(delivery);
        await delivery.ack();
      });
      await bus.publish({ id: newId(), subject: `evt.crm.${scope.organizationId}.c16b.changed`, payload: '{}', headers: { traceparent } });
      expect((await again.promise).headers).toMatchObject({ traceparent });
      await second.close();
    });

    test('C17 wrong org in header vs subject is refused', async () => {
      const contract = thing('c17');
      const consumers = await run([
        reaction(contract, { durable: 'suite-c17', handle: effect('suite-c17') as never }),
        observer({
          durable: 'suite-c17-all',
          streams: ['crm'],
          handle: async (envelope, tx) =>
            envelope.aggregatetype === 'c17' ? effect('suite-c17-all')({ envelope, data: {}, scope: tx.scope }, tx) : undefined,
        }),
      ]);
      const envelope = envelopeOf(contract, scopeOf(newId()), newId(), 1);
      await send(bus, envelope, `evt.crm.${newId()}.c17.changed`);
      const honest = envelopeOf(contract, scopeOf(newId()), newId(), 1);
      await send(bus, honest);
      for (const durable of ['suite-c17', 'suite-c17-all']) {
        const [letter] = await waitFor(`${durable} refuses`, async () => {
          const { items } = await bus.deadLetters.list({ durable });
          return items.some(({ subject }) => subject.includes('c17')) && items.filter(({ subject }) => subject.includes('c17'));
        });
        expect(letter?.reason).toContain('EVENT_TENANT_MISMATCH');
        await whenEffects(durable, 1);
        expect((await effects(durable)).map(({ aggregateId }) => aggregateId)).toEqual([honest.aggregateid]);
      }
      await consumers.close();
    });

    test('a tail hears what is published from now on, and nothing before', async () => {
      const scope = scopeOf(newId());
      const contract = thing('tail');
      await send(bus, envelopeOf(contract, scope, newId(), 1));
      const heard: string[] = [];
      const tail = await (await connect('gateway')).tail(
        `evt.*.${scope.organizationId}.>`,
        (text, subject) => void heard.push(`${subject} ${(JSON.parse(text) as Envelope).sequence}`),
      );
      await send(bus, envelopeOf(contract, scope, newId(), 2));
      await waitFor('the live event', () => heard.length === 1);
      expect(heard).toEqual([`evt.crm.${scope.organizationId}.tail.changed 2`]);
      await tail.close();
    });

    test('six services make the streams at once', async () => {
      const buses = await Promise.all(['gateway', 'crm', 'gtd', 'ai', 'voice', 'billing'].map(connect));
      await Promise.all(buses.map((one) => one.ensureStreams()));
      expect((await bus.status()).streams.map(({ name: stream }) => stream)).toEqual([
        'EVT_GATEWAY',
        'EVT_CRM',
        'EVT_GTD',
        'EVT_AI',
        'EVT_VOICE',
        'EVT_BILLING',
        'DLQ',
        'ADVISORIES',
      ]);
    });
  });
}
