import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import { type EventContract, event } from '../contracts/define.ts';
import { type Envelope, subjectOf } from '../contracts/envelope.ts';
import type { TenantDb, Tx } from '../database/tenant-db.ts';
import { deterministicId, newId } from '../ids.ts';
import type { Scope } from '../service/scope.ts';
import type { Bus, Delivery } from './bus.ts';
import { observer, projection, type Received, reaction } from './consumer.ts';
import { startConsumers } from './consumer-runner.ts';
import { claimSql } from './inbox.ts';
import { MemoryBroker, type Timers } from './memory-broker.ts';
import { memoryBus } from './memory-bus.ts';
import { advanceSql, lastSql } from './order.ts';

/** Seed and path of a failure are printed by fast-check; the seed is fixed so that a run can be repeated. */
const SEED = 20_261_122;
const RUNS = 1_000;

const changed = event('crm.probe.changed', {
  version: 1,
  visible: 'crm.deals:read',
  aggregate: 'probe',
  key: (data) => data.probeId,
  data: z.object({ probeId: z.uuid() }),
});
const organization = newId();
const aggregates = ['a', 'b'].map((name) => deterministicId(organization, name));

type Effect = Readonly<{ consumer: string; aggregateId: string; sequence: number }>;
type Rows = { inbox: Set<string>; order: Map<string, number>; effects: Effect[] };

/** A database with the plumbing's three statements and one for effects. One unit at a time, all or nothing: what row locks amount to. */
function fakeDb(): { db: TenantDb<unknown>; rows: () => Rows } {
  let rows: Rows = { inbox: new Set(), order: new Map(), effects: [] };
  let last: Promise<unknown> = Promise.resolve();
  const statement = (draft: Rows, text: string, values: readonly unknown[]): object[] => {
    const key = values.slice(0, text === claimSql ? 2 : 4).join('/');
    if (text === claimSql) return draft.inbox.has(key) ? [] : [draft.inbox.add(key)];
    if (text === lastSql) return draft.order.has(key) ? [{ last_sequence: draft.order.get(key) }] : [];
    if (text === advanceSql) draft.order.set(key, Math.max(draft.order.get(key) ?? 0, values[4] as number));
    else if (text === 'effect') draft.effects.push(values[0] as Effect);
    else throw new Error(`Unknown statement: ${text}`);
    return [];
  };
  const unit = async <T>(scope: Scope, work: (tx: Tx<unknown>) => Promise<T>): Promise<T> => {
    const draft: Rows = { inbox: new Set(rows.inbox), order: new Map(rows.order), effects: [...rows.effects] };
    const tx = {
      scope,
      afterCommit: () => undefined,
      sql: async (text: string, values: readonly unknown[] = []) => statement(draft, text, values),
    };
    const result = await work(tx as unknown as Tx<unknown>);
    rows = draft;
    return result;
  };
  const withTenant = <T>(scope: Scope, work: (tx: Tx<unknown>) => Promise<T>): Promise<T> => {
    const mine = last.then(() => unit(scope, work));
    last = mine.catch(() => undefined);
    return mine;
  };
  return { db: { withTenant } as unknown as TenantDb<unknown>, rows: () => rows };
}

function handMoved(): Timers & { advance(milliseconds: number): void } {
  let now = 0;
  const due: { at: number; run: () => void }[] = [];
  return {
    now: () => now,
    after: (milliseconds, run) => {
      const entry = { at: now + milliseconds, run };
      due.push(entry);
      return () => void (due.includes(entry) && due.splice(due.indexOf(entry), 1));
    },
    advance: (milliseconds) => {
      const until = now + milliseconds;
      for (;;) {
        const next = due.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
        if (!next) break;
        now = next.at;
        due.splice(due.indexOf(next), 1);
        next.run();
      }
      now = until;
    },
  };
}

/** What may befall a delivery. `dies*`: the process is gone, so neither ack nor nak reaches the broker. */
type Fate = 'fine' | 'throws' | 'diesBeforeCommit' | 'diesBeforeAck';

type Command =
  | Readonly<{ do: 'publish'; aggregate: number; twice: boolean }>
  | Readonly<{ do: 'publishPairSwapped'; aggregate: number }>
  | Readonly<{ do: 'wait'; milliseconds: number }>
  | Readonly<{ do: 'restartBroker' }>
  | Readonly<{ do: 'replay' }>;

const aggregate = fc.nat(aggregates.length - 1);
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('publish' as const), aggregate, twice: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('publishPairSwapped' as const), aggregate }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('wait' as const), milliseconds: fc.integer({ min: 1, max: 8_000 }) }) },
  { weight: 1, arbitrary: fc.constant({ do: 'restartBroker' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'replay' as const }) },
);
const fate = fc.oneof(
  { weight: 5, arbitrary: fc.constant<Fate>('fine') },
  { weight: 2, arbitrary: fc.constantFrom<Fate>('throws', 'diesBeforeCommit', 'diesBeforeAck') },
);

const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 4; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

/** The bus of a process whose deliveries meet their fates. */
function fated(bus: Bus, fates: Fate[], doomed: Set<Delivery['payload']>): Bus {
  return {
    ...bus,
    consume: (options, handler) =>
      bus.consume(options, async (delivery) => {
        const mine = options.stream === 'EVT_CRM' ? (fates.shift() ?? 'fine') : 'fine';
        const dies = mine === 'diesBeforeCommit' || mine === 'diesBeforeAck';
        if (mine === 'throws' || mine === 'diesBeforeCommit') doomed.add(`${options.durable}:${delivery.payload}`);
        await handler(dies ? { ...delivery, ack: async () => false, nak: () => undefined, term: () => undefined } : delivery);
      }),
  };
}

async function scenario(commands: readonly Command[], fates: readonly Fate[]): Promise<void> {
  const timers = handMoved();
  const broker = new MemoryBroker(timers);
  const { db, rows } = fakeDb();
  const left = [...fates];
  const doomed = new Set<string>();
  const bus = memoryBus(broker);
  await bus.ensureStreams();
  const effectOf =
    (consumer: string) =>
    async ({ envelope }: Received<EventContract>, tx: Tx<unknown>): Promise<void> => {
      await tx.sql('effect', [{ consumer, aggregateId: envelope.aggregateid, sequence: envelope.sequence }]);
      if (doomed.delete(`${consumer}:${JSON.stringify(envelope)}`)) throw new Error('as fated');
    };
  const contract = changed as unknown as EventContract;
  const declarations = [
    projection({ durable: 'probe-projection', events: [contract], aggregate: 'probe', handle: effectOf('probe-projection') }),
    reaction(contract, { durable: 'probe-every', older: 'handle', handle: effectOf('probe-every') as never }),
    reaction(contract, { durable: 'probe-newest', handle: effectOf('probe-newest') as never }),
    observer({
      durable: 'probe-observer',
      streams: ['crm'],
      handle: (envelope, tx) => effectOf('probe-observer')({ envelope, data: {}, scope: tx.scope }, tx as Tx<unknown>),
    }),
  ];
  const replicas = await Promise.all(
    [0, 1].map(() => startConsumers({ bus: fated(memoryBus(broker), left, doomed), db, service: 'crm', declarations })),
  );

  const published = new Map<string, number>(aggregates.map((id) => [id, 0]));
  const next = (index: number): Envelope => {
    const aggregateid = aggregates[index] as string;
    const sequence = (published.get(aggregateid) ?? 0) + 1;
    published.set(aggregateid, sequence);
    const common = {
      source: '/crm-gtd/crm',
      type: changed.type,
      time: '2026-01-01T00:00:00.000Z',
      version: 1,
      actorid: organization,
      correlationid: organization,
      causationid: organization,
    };
    return {
      ...common,
      id: newId(),
      organizationid: organization,
      aggregatetype: 'probe',
      aggregateid,
      sequence,
      data: { probeId: aggregateid },
    };
  };
  const send = (envelope: Envelope) => bus.publish({ id: envelope.id, subject: subjectOf(envelope), payload: JSON.stringify(envelope) });
  const replayAll = async (): Promise<void> => {
    for (const { id } of (await bus.deadLetters.list({ limit: 100 })).items) await bus.deadLetters.replay(id).catch(() => undefined);
  };
  const run = async (one: Command): Promise<void> => {
    if (one.do === 'publish') {
      const envelope = next(one.aggregate);
      await send(envelope);
      if (one.twice) await send(envelope);
    } else if (one.do === 'publishPairSwapped') {
      const [first, second] = [next(one.aggregate), next(one.aggregate)];
      await send(second);
      await send(first);
    } else if (one.do === 'wait') timers.advance(one.milliseconds);
    else if (one.do === 'replay') await replayAll();
    else {
      broker.stop();
      broker.start();
    }
    await settled();
  };

  for (const one of commands) await run(one);
  // Then no more faults: time passes until nothing is left to do.
  left.length = 0;
  doomed.clear();
  for (let turn = 0; turn < 14; turn += 1) await run({ do: 'wait', milliseconds: 400_000 });
  for (let turn = 0; turn < 20 && (await bus.deadLetters.counts()).length > 0; turn += 1) await run({ do: 'replay' });
  for (const replica of replicas) await replica.close();

  const told = (consumer: string, id: string): number[] =>
    rows()
      .effects.filter((effect) => effect.consumer === consumer && effect.aggregateId === id)
      .map(({ sequence }) => sequence);
  for (const [id, amount] of published) {
    const all = Array.from({ length: amount }, (_, index) => index + 1);
    expect(told('probe-projection', id)).toEqual(all);
    expect(told('probe-every', id).toSorted((a, b) => a - b)).toEqual(all);
    expect(told('probe-observer', id).toSorted((a, b) => a - b)).toEqual(all);
    const newest = told('probe-newest', id);
    expect(new Set(newest).size).toBe(newest.length);
    expect(Math.max(0, ...newest)).toBe(amount);
  }
}

test(`whatever befalls deliveries, each event takes effect once, and a projection in order (seed ${SEED}, ${RUNS} runs)`, async () => {
  await fc.assert(fc.asyncProperty(fc.array(command, { maxLength: 14 }), fc.array(fate, { maxLength: 40 }), scenario), {
    seed: SEED,
    numRuns: RUNS,
  });
});
