import { type Clock, systemClock } from '../clock.ts';
import type { TenantDb } from '../database/tenant-db.ts';
import { exemplarOf, observeWithExemplar } from '../telemetry/exemplar.ts';
import { logger as defaultLogger, type Logger } from '../telemetry/logger.ts';
import { catchGivenUp } from './advisories.ts';
import type { Bus, Closable, Delivery, RunningConsumer } from './bus.ts';
import type { ConsumerDeclaration, Outcome } from './consumer.ts';
import { inboxEstimate, measured, startAtZero } from './consumer-metrics.ts';
import { failpoint } from './failpoint.ts';
import { limitedDb } from './limited-db.ts';
import { endToEnd, redelivered, watchConsumer, watchDeadLetters, watchInbox } from './messaging-metrics.ts';
import { admission } from './middleware/admission.ts';
import { gap } from './middleware/gap.ts';
import { handler } from './middleware/handler.ts';
import { whileInProgress } from './middleware/in-progress.ts';
import { parse } from './middleware/parse.ts';
import type { Attempt, InUnit, Message, Running } from './middleware/passage.ts';
import { select } from './middleware/select.ts';
import { serial } from './middleware/serial.ts';
import { type KnownEvent, settle } from './middleware/settle.ts';
import { tenantCheck } from './middleware/tenant-check.ts';
import { trace } from './middleware/trace.ts';
import { unit } from './middleware/unit.ts';
import { type FollowedProjection, followProjection } from './projection-lag.ts';
import { defaultRetryPlan, type RetryPlan } from './retry-delay.ts';

export type ConsumersOptions<DB> = Readonly<{
  bus: Bus;
  db: TenantDb<DB>;
  declarations: readonly ConsumerDeclaration[];
  service: string;
  logger?: Logger;
  clock?: Clock;
  retry?: RetryPlan;
  maxDeliver?: number;
  ackWaitMs?: number;
  /** Transactions of all consumers together at a time; 6 of the pool's 10 connections unless said otherwise. */
  maxUnits?: number;
  /** How long `close` waits for the handlers at work. */
  drainMs?: number;
  /** See failpoint.ts. */
  failAt?: string | undefined;
}>;

export type Consumers = Closable & Readonly<{ alive(): boolean }>;

type Settings = Readonly<{ bus: Bus; clock: Clock; retry: RetryPlan; maxDeliver: number; ackWaitMs: number; atWork: Set<Promise<void>> }>;

export async function startConsumers<DB>(options: ConsumersOptions<DB>): Promise<Consumers> {
  const { bus, service, declarations, drainMs = 10_000 } = options;
  const settings: Settings = {
    bus,
    clock: options.clock ?? systemClock,
    retry: options.retry ?? defaultRetryPlan,
    maxDeliver: options.maxDeliver ?? 8,
    ackWaitMs: options.ackWaitMs ?? 5_000,
    atWork: new Set(),
  };
  const base = {
    service,
    db: limitedDb(options.db as unknown as TenantDb<unknown>, options.maxUnits ?? 6),
    logger: options.logger ?? defaultLogger,
    failAt: failpoint(options.failAt),
  };
  const started = await Promise.all(declarations.map((declaration) => start(settings, { ...base, declaration })));
  const net = await catchGivenUp({ ...base, bus, declarations });
  const consumers = [...started.flatMap((one) => one.consumers), net];
  const forget = [
    ...consumers.map(({ status }) => watchConsumer(status)),
    watchDeadLetters(() => ownDeadLetters(bus, service, declarations)),
    watchInbox({ schema: service, read: inboxEstimate(options.db) }),
    ...started.flatMap(({ projection }) => (projection ? [projection.stop] : [])),
  ];
  return {
    alive: () => consumers.every((consumer) => consumer.alive()),
    close: async () => {
      for (const stop of forget) stop();
      await Promise.all([...consumers, ...started.map(({ replays }) => replays)].map((part) => part.close()));
      await drained(settings.atWork, drainMs);
    },
  };
}

type Started = Readonly<{ consumers: RunningConsumer[]; replays: Closable; projection: FollowedProjection | undefined }>;

async function start(settings: Settings, running: Running): Promise<Started> {
  const { declaration, service } = running;
  const { bus, maxDeliver, ackWaitMs } = settings;
  startAtZero(declaration);
  const run = chain(running);
  const replays = await bus.answerReplays(service, declaration.durable, async (message) => ({
    outcome: await run({ ...message, attempt: 1, replayed: true }),
  }));
  let projection: FollowedProjection | undefined;
  const consumers = await Promise.all(
    declaration.subscriptions.map((subscription) => {
      const { filterSubject } = subscription;
      return bus.consume({ ...subscription, maxAckPending: declaration.maxAckPending, maxDeliver, ackWaitMs }, (delivery) =>
        tracked(
          settings.atWork,
          deliver(settings, { running, run, filterSubject, applied: (time) => projection?.applied(time) }, delivery),
        ),
      );
    }),
  );
  const [only] = consumers;
  if (declaration.kind === 'projection' && only) projection = followProjection(declaration.durable, only.status, settings.clock);
  return { consumers, replays, projection };
}

type Chain = (attempt: Attempt, known?: (message: Message) => void) => Promise<Outcome>;

/** The way of one message: parse, tenant check, select, lane, trace, gap, transaction, inbox and order, handler. Read from below. */
function chain(running: Running): Chain {
  const inLane = serial();
  const admitted = (message: InUnit): Promise<Outcome> => handler(running, message);
  const inUnit = (message: InUnit): Promise<Outcome> => admission(running, message, admitted);
  const tried = (message: Message): Promise<Outcome> => unit(running, message, inUnit);
  const traced = (message: Message): Promise<Outcome> => gap(running, message, tried);
  const alone = (message: Message): Promise<Outcome> => trace(running, message, traced);
  const chosen = (message: Message): Promise<Outcome> => inLane(running, message, alone);
  const checked = (message: Message): Promise<Outcome> => select(running, message, chosen);
  return (attempt, known) =>
    parse(running, attempt, (read) =>
      tenantCheck(running, read, (message) => {
        known?.(message);
        return checked(message);
      }),
    );
}

type Way = Readonly<{ running: Running; run: Chain; filterSubject: string; applied: (eventTime: string) => void }>;

async function deliver(settings: Settings, { running, run, filterSubject, applied }: Way, delivery: Delivery): Promise<void> {
  running.failAt('consumer.received');
  const { subject, payload, headers, attempt } = delivery;
  const event: KnownEvent = { type: 'unknown', id: headers['Nats-Msg-Id'] ?? `${delivery.stream}:${delivery.streamSeq}`, time: '' };
  const consumer = running.declaration.durable;
  let traced: string | undefined;
  const learn = ({ envelope }: Message): void => {
    const { type, id, time, correlationid, traceparent } = envelope;
    traced = traceparent;
    Object.assign(event, { type, id, time, correlationId: correlationid, traceId: traceparent?.split('-')[1], envelope });
    if (attempt > 1) redelivered.inc({ event_type: type, consumer });
  };
  const work = async (): Promise<Outcome> => {
    const outcome = await measured(consumer, filterSubject, () => run({ subject, payload, headers, attempt, replayed: false }, learn));
    applied(event.time);
    if (outcome === 'ok')
      observeWithExemplar(
        endToEnd,
        { event_type: typeLabel(running.declaration, event.type), consumer },
        age(settings.clock, event.time),
        exemplarOf(traced),
      );
    return outcome;
  };
  const { bus, maxDeliver, retry, ackWaitMs } = settings;
  await whileInProgress(delivery, ackWaitMs, () => settle({ running, bus, delivery, maxDeliver, retry, event }, work));
}

/** An observer's durable reads whole streams: one histogram for each of their events would tell the same many times. */
const typeLabel = ({ kind }: ConsumerDeclaration, type: string): string => (kind === 'observer' ? `${type.split('.')[0]}.*` : type);

const age = (clock: Clock, time: string): number => Math.max(0, clock.now().getTime() - Date.parse(time)) / 1_000;

async function ownDeadLetters(
  bus: Bus,
  service: string,
  declarations: readonly ConsumerDeclaration[],
): Promise<{ durable: string; messages: number }[]> {
  const counts = await bus.deadLetters.counts();
  return declarations.map(({ durable }) => ({
    durable,
    messages: counts.find((count) => count.service === service && count.durable === durable)?.messages ?? 0,
  }));
}

async function tracked(atWork: Set<Promise<void>>, work: Promise<void>): Promise<void> {
  atWork.add(work);
  try {
    await work;
  } finally {
    atWork.delete(work);
  }
}

/** What is not finished by then is delivered again to another replica. */
async function drained(atWork: ReadonlySet<Promise<void>>, drainMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, drainMs);
  });
  await Promise.race([Promise.allSettled(atWork), late]);
  clearTimeout(timer);
}
