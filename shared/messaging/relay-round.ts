import { SpanKind } from '@opentelemetry/api';
import { systemClock } from '../clock.ts';
import type { Envelope } from '../contracts/envelope.ts';
import type { Logger } from '../telemetry/logger.ts';
import { withSpan } from '../telemetry/trace.ts';
import { type Bus, type PublishAck, PublishError } from './bus.ts';
import type { FailAt } from './failpoint.ts';
import { outboxDuplicates, outboxFailures, outboxLag, outboxParked, outboxPublished, subjectTemplate } from './messaging-metrics.ts';
import type { OutboxRow, OutboxStore } from './outbox.store.ts';
import type { LastAck } from './relay-recovery.ts';
import { jittered } from './retry-delay.ts';

export type Round = Readonly<{
  bus: Bus;
  store: OutboxStore;
  logger: Logger;
  failAt: FailAt;
  parkAfter: number;
  /** By aggregate id: how often in a row it failed, and until when it waits. */
  resting: Map<string, Readonly<{ failures: number; until: number }>>;
  onAck: (ack: LastAck) => void;
}>;

const PARALLEL = 32;
const LONGEST_REST_MS = 10_000;

/** `confirmed`: ids the broker holds and that are to be marked. */
export type Sent = Readonly<{ failed: boolean; confirmed: readonly string[] }>;

/** One aggregate's rows one after another, many aggregates beside each other. */
export async function publishRound(round: Round, rows: readonly OutboxRow[]): Promise<Sent> {
  const groups = [
    ...Map.groupBy(rows, ({ organizationId, aggregateType, aggregateId }) => `${organizationId}/${aggregateType}/${aggregateId}`).values(),
  ];
  const confirmed: string[] = [];
  let failed = false;
  const worker = async (): Promise<void> => {
    for (let group = groups.shift(); group; group = groups.shift()) failed = !(await publishGroup(round, group, confirmed)) || failed;
  };
  await Promise.all(Array.from({ length: Math.min(PARALLEL, groups.length) }, worker));
  return { failed, confirmed };
}

/** The first failure ends the aggregate's turn: a later event must not pass an earlier one. */
async function publishGroup(round: Round, rows: readonly OutboxRow[], confirmed: string[]): Promise<boolean> {
  for (const row of rows.toSorted((a, b) => a.sequence - b.sequence)) {
    try {
      await publishRow(round, row);
      confirmed.push(row.id);
    } catch (error) {
      await noteFailure(round, row, error);
      return false;
    }
  }
  round.resting.delete(rows[0]?.aggregateId ?? '');
  return true;
}

async function publishRow({ bus, failAt, onAck }: Round, row: OutboxRow): Promise<void> {
  failAt('relay.beforePublish');
  const { traceparent, organizationid, actorid } = JSON.parse(row.envelope) as Envelope;
  const headers = { organizationid, actorid, ...(traceparent === undefined ? {} : { traceparent }) };
  const attributes = {
    'messaging.system': 'nats',
    'messaging.operation.type': 'send',
    'messaging.destination.template': subjectTemplate(row.subject),
    'messaging.message.id': row.id,
  };
  const publish = (): Promise<PublishAck> => bus.publish({ id: row.id, subject: row.subject, payload: row.envelope, headers });
  // Without a trace of the request there is nothing to hang the span on; a root span for every row would only be noise.
  const ack = await (traceparent === undefined
    ? publish()
    : withSpan(`publish ${row.type}`, { kind: SpanKind.PRODUCER, attributes, traceparent }, publish));
  failAt('relay.afterAck');
  onAck({ id: row.id, streamSeq: ack.streamSeq });
  const labels = { event_type: row.type };
  outboxPublished.inc(labels);
  if (ack.duplicate) outboxDuplicates.inc(labels);
  else outboxLag.observe(labels, Math.max(0, systemClock.now().getTime() - row.createdAt.getTime()) / 1_000);
}

async function noteFailure(round: Round, row: OutboxRow, error: unknown): Promise<void> {
  const { store, logger, resting, parkAfter } = round;
  const permanent = error instanceof PublishError && error.permanent;
  const park = permanent && row.attempts + 1 >= parkAfter;
  const failures = (resting.get(row.aggregateId)?.failures ?? 0) + 1;
  resting.set(row.aggregateId, { failures, until: performance.now() + jittered(Math.min(50 * 2 ** failures, LONGEST_REST_MS)) });
  outboxFailures.inc({ event_type: row.type });
  const facts = {
    event_id: row.id,
    event_type: row.type,
    aggregate_id: row.aggregateId,
    attempt: row.attempts + 1,
    permanent,
    error: String(error),
  };
  if (permanent) await store.markRefused(row.id, String(error), park);
  if (!park) return logger.warn('relay.publish_failed', facts);
  // The aggregate's later events go on without it; their consumers see the gap and fetch the state.
  resting.delete(row.aggregateId);
  outboxParked.inc({ event_type: row.type });
  logger.error('relay.event_parked', facts);
}
