import { addDays, systemClock } from '../clock.ts';
import { logger as defaultLogger, errorFields, type Logger } from '../telemetry/logger.ts';
import { type Bell, newBell } from './bell.ts';
import type { Bus, Closable } from './bus.ts';
import { type FailAt, failpoint } from './failpoint.ts';
import {
  outboxDuplicates,
  outboxFailures,
  outboxParked,
  outboxPublished,
  outboxResent,
  relayLastSuccess,
  relayLeader,
  watchOutbox,
} from './messaging-metrics.ts';
import { type OutboxRow, type OutboxStore, openOutbox } from './outbox.store.ts';
import { afterNewBroker, afterStart, type LastAck, type Resend } from './relay-recovery.ts';
import { publishRound, type Round, type Sent } from './relay-round.ts';
import { onWake } from './relay-wake.ts';
import { jittered } from './retry-delay.ts';
import { streamOf } from './streams.ts';

export type RelayOptions = Readonly<{
  relayUrl: string;
  /** The service's schema, which is also its name. */
  schema: string;
  bus: Bus;
  logger?: Logger;
  /** The service's event types, so that their series start at zero. */
  eventTypes?: readonly string[];
  keepDays?: number;
  /** Refusals before a row is parked. */
  parkAfter?: number;
  /** See failpoint.ts. */
  failAt?: string | undefined;
}>;

export type Relay = Closable & Readonly<{ leading(): boolean; alive(): boolean }>;

const BATCH = 200;
const BUSY_POLL_MS = 50;
/**
 * Under steady load every commit rings: rounds that begin this far apart carry several rows for the database's price of one. A full
 * round is followed at once, and what comes after a pause leaves without waiting.
 */
const GATHER_MS = 20;
const IDLE_POLL_MS = 1_000;
/** After the last event the relay stays at the quick poll for this long: other processes' commits give no signal here. */
const BUSY_FOR_MS = 2_000;
const FOLLOW_MS = 1_000;
const PURGE_MS = 60_000;
const PURGE_BATCH = 500;

type State = {
  readonly options: RelayOptions;
  readonly logger: Logger;
  readonly failAt: FailAt;
  readonly bell: Bell;
  closed: boolean;
  leading: boolean;
  brokerId: string | undefined;
  lastAck: LastAck | undefined;
  purgedAt: number;
  busyUntil: number;
};

/**
 * Sends the outbox rows of one service to its stream. Of several replicas the one that holds the advisory lock works, the
 * others wait for the lock. Never ends by itself: whatever breaks, it starts anew after a moment.
 */
export async function startRelay(options: RelayOptions): Promise<Relay> {
  const { schema, bus, eventTypes = [] } = options;
  const state: State = {
    options,
    logger: options.logger ?? defaultLogger,
    failAt: failpoint(options.failAt),
    bell: newBell(),
    closed: false,
    leading: false,
    brokerId: undefined,
    lastAck: undefined,
    purgedAt: performance.now(),
    busyUntil: 0,
  };
  relayLeader.set({ service_schema: schema }, 0);
  outboxResent.inc({ service_schema: schema }, 0);
  for (const event_type of eventTypes)
    for (const metric of [outboxPublished, outboxFailures, outboxParked, outboxDuplicates]) metric.inc({ event_type }, 0);
  const wakeSubject = `relay.wake.${schema}`;
  const stopWake = onWake(() => (state.leading ? state.bell.ring() : bus.announce(wakeSubject, '')));
  const heard = await bus.tail(wakeSubject, () => state.leading && state.bell.ring());
  const running = runForEver(state);
  return {
    leading: () => state.leading,
    alive: () => !state.closed,
    close: async () => {
      state.closed = true;
      state.bell.ring();
      stopWake();
      await running;
      await heard.close();
    },
  };
}

async function runForEver(state: State): Promise<void> {
  for (let failures = 0; !state.closed; ) {
    try {
      await session(state);
      failures = 0;
    } catch (error) {
      failures += 1;
      state.logger.error('relay.session_failed', { service_schema: state.options.schema, ...errorFields(error) });
      await state.bell.wait(jittered(Math.min(250 * 2 ** failures, 4_000)));
    }
  }
}

/** One database connection's life: as follower until the lock is free, then as leader until the connection ends. */
async function session(state: State): Promise<void> {
  const { relayUrl, schema } = state.options;
  const store = await openOutbox(relayUrl, schema);
  const stopWatching = watchOutbox({ schema, read: store.backlog });
  void store.ended.then(state.bell.ring);
  try {
    while (!state.closed && !(await store.tryLead())) await state.bell.wait(FOLLOW_MS);
    if (!state.closed) await lead(state, store);
  } finally {
    setLeading(state, false);
    stopWatching();
    await store.close().catch((error: unknown) => state.logger.warn('relay.close_failed', errorFields(error)));
  }
}

function setLeading(state: State, leading: boolean): void {
  if (state.leading === leading) return;
  state.leading = leading;
  relayLeader.set({ service_schema: state.options.schema }, leading ? 1 : 0);
  state.logger.info(leading ? 'relay.leading' : 'relay.stepped_down', { service_schema: state.options.schema });
}

async function lead(state: State, store: OutboxStore): Promise<void> {
  const { bus, schema, parkAfter = 10 } = state.options;
  const { logger, failAt, bell } = state;
  setLeading(state, true);
  const round: Round = { bus, store, logger, failAt, parkAfter, resting: new Map(), onAck: (ack) => remember(state, ack) };
  state.brokerId = undefined;
  let sent: Sent = nothing;
  for (let failures = 0; !state.closed; ) {
    if (!bus.connected()) {
      await bell.wait(BUSY_POLL_MS);
      continue;
    }
    // What another broker process confirmed it may have lost: unmarked, it goes again.
    if (await lookForLoss(state, store)) sent = nothing;
    bell.reset();
    const begun = performance.now();
    const rows = await nextRows(round, sent.confirmed);
    sent = rows.length > 0 ? await publishRound(round, rows) : nothing;
    const useless = sent.failed && sent.confirmed.length === 0;
    failures = useless ? failures + 1 : 0;
    if (!sent.failed) relayLastSuccess.set({ service_schema: schema }, systemClock.now().getTime() / 1_000);
    if (useless) await bell.pause(jittered(Math.min(50 * 2 ** failures, 1_000)));
    else if (rows.length === 0) await rest(state, store);
    else await gather(state, begun, rows.length);
  }
  await nextRows(round, sent.confirmed);
}

async function gather(state: State, begun: number, rows: number): Promise<void> {
  const now = performance.now();
  state.busyUntil = now + BUSY_FOR_MS;
  if (rows < BATCH && now < begun + GATHER_MS) await state.bell.pause(begun + GATHER_MS - now);
}

const nothing: Sent = { failed: false, confirmed: [] };

async function nextRows({ store, failAt, resting }: Round, confirmed: readonly string[]): Promise<OutboxRow[]> {
  if (confirmed.length > 0) failAt('relay.beforeMark');
  const rows = await store.markAndRead(confirmed, BATCH, asleep(resting));
  if (confirmed.length > 0) failAt('relay.afterMark');
  if (rows.length > 0) failAt('relay.afterRead');
  return rows;
}

async function rest(state: State, store: OutboxStore): Promise<void> {
  await purgeNowAndThen(state, store);
  await state.bell.wait(performance.now() < state.busyUntil ? BUSY_POLL_MS : IDLE_POLL_MS);
}

function remember(state: State, ack: LastAck): void {
  if (!state.lastAck || ack.streamSeq > state.lastAck.streamSeq) state.lastAck = ack;
}

/** Aggregates that wait after a failure; their later rows wait with them, so that order holds. */
function asleep(resting: Round['resting']): string[] {
  const now = performance.now();
  return [...resting].filter(([, { until }]) => until > now).map(([aggregate]) => aggregate);
}

/** On taking over and whenever another broker process answers; true when it is another. */
async function lookForLoss(state: State, store: OutboxStore): Promise<boolean> {
  const { bus, schema } = state.options;
  const brokerId = bus.brokerId();
  if (brokerId === state.brokerId) return false;
  const stream = streamOf(schema);
  const first = state.brokerId === undefined;
  const found = first ? await afterStart(bus, store, stream) : await afterNewBroker(bus, store, stream, state.lastAck);
  if (found) await resend(state, store, found);
  state.brokerId = brokerId;
  if (!first) state.lastAck = undefined;
  return true;
}

async function resend(state: State, store: OutboxStore, { since }: NonNullable<Resend>): Promise<void> {
  const { schema } = state.options;
  const rows = await store.unmark(since);
  outboxResent.inc({ service_schema: schema }, rows);
  state.logger.warn('relay.resending', { service_schema: schema, rows, since: since?.toISOString() ?? 'all kept' });
}

async function purgeNowAndThen(state: State, store: OutboxStore): Promise<void> {
  if (performance.now() - state.purgedAt < PURGE_MS) return;
  const removed = await store.purge(addDays(systemClock.now(), -(state.options.keepDays ?? 7)), PURGE_BATCH);
  // A full batch means that more is due: the next idle round goes on.
  if (removed < PURGE_BATCH) state.purgedAt = performance.now();
}
