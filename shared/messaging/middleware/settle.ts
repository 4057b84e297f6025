import type { Envelope } from '../../contracts/envelope.ts';
import { isAppError, isRetryable } from '../../errors/app-error.ts';
import { errorFields } from '../../telemetry/logger.ts';
import { rememberFault } from '../../telemetry/recent-errors.ts';
import type { Bus, Delivery, PublishAck } from '../bus.ts';
import type { Outcome } from '../consumer.ts';
import { deadLetterMessage } from '../dead-letter.ts';
import { tellFailedEffect } from '../failed-effect.ts';
import { deadLettered, handled } from '../messaging-metrics.ts';
import { SequenceGap } from '../order.ts';
import { delayFor, type RetryPlan } from '../retry-delay.ts';
import type { Running } from './passage.ts';

/** What is known of the event so far; filled in when its envelope was read and checked, until then its type is nobody's word. */
export type KnownEvent = {
  type: string;
  id: string;
  time: string;
  correlationId?: string;
  traceId?: string | undefined;
  envelope?: Envelope;
};

export type Settling = Readonly<{
  running: Running;
  bus: Bus;
  delivery: Delivery;
  maxDeliver: number;
  retry: RetryPlan;
  event: KnownEvent;
}>;

/**
 * Ends a delivery by what its way through the chain came to: acknowledged after the commit, handed back with a delay, or
 * copied to the dead letters when it can never succeed or this was the last attempt.
 */
export async function settle(settling: Settling, work: () => Promise<Outcome>): Promise<void> {
  const { running, delivery } = settling;
  try {
    count(settling, await work());
    await delivery.ack();
    running.failAt('consumer.afterAck');
  } catch (error) {
    await settleFailure(settling, error);
  }
}

const count = ({ running, event }: Settling, outcome: Outcome | 'retry' | 'dead'): void =>
  handled.inc({ event_type: event.type, consumer: running.declaration.durable, outcome });

async function settleFailure(settling: Settling, error: unknown): Promise<void> {
  const { running, delivery, maxDeliver, retry } = settling;
  const hopeless = !isRetryable(error);
  // Waiting for the event before this one is the order at work, not a fault.
  if (!(error instanceof SequenceGap) || delivery.attempt >= maxDeliver) remember(settling, error);
  if (hopeless || delivery.attempt >= maxDeliver) return bury(settling, error, hopeless);
  const delayMs = delayFor(error instanceof SequenceGap ? retry.gap : retry.failure, delivery.attempt);
  count(settling, 'retry');
  running.logger.warn('consumer.retry', { ...facts(settling), delay_ms: delayMs, ...errorFields(error) });
  delivery.nak(delayMs);
}

const remember = ({ running, delivery, event }: Settling, error: unknown): void =>
  rememberFault({
    organizationId: delivery.subject.split('.')[2],
    origin: 'consumer',
    name: running.declaration.durable,
    error,
    traceId: event.traceId,
    correlationId: event.correlationId,
  });

async function bury(settling: Settling, error: unknown, hopeless: boolean): Promise<void> {
  const { running, delivery, event, bus } = settling;
  const { durable } = running.declaration;
  let letter: PublishAck;
  try {
    letter = await bus.publish(letterOf(settling, error));
  } catch (failure) {
    // Out of attempts, the broker's own advisory is what remains of it: the ADVISORIES stream keeps that.
    running.logger.error('consumer.dead_letter_failed', { ...facts(settling), ...errorFields(failure) });
    return delivery.nak(delayFor(settling.retry.failure, delivery.attempt));
  }
  running.failAt('consumer.afterDeadLetter');
  await tellFailedEffect(running, event.envelope, letter.streamSeq);
  count(settling, 'dead');
  deadLettered.inc({ event_type: event.type, consumer: durable });
  running.logger.error('consumer.dead_letter', { ...facts(settling), ...errorFields(error) });
  if (hopeless) delivery.term();
  else await delivery.ack();
}

function letterOf({ running, delivery, event }: Settling, error: unknown): ReturnType<typeof deadLetterMessage> {
  const { subject, payload, headers, attempt } = delivery;
  const details = isAppError(error) ? `${error.code} ${JSON.stringify(error.details)}` : String(error);
  return deadLetterMessage({
    service: running.service,
    durable: running.declaration.durable,
    messageId: event.id,
    reason: details,
    attempts: attempt,
    subject,
    payload,
    headers,
  });
}

const facts = ({ running, delivery, event }: Settling) => ({
  consumer: running.declaration.durable,
  stream: delivery.stream,
  stream_seq: delivery.streamSeq,
  delivery_count: delivery.attempt,
  event_id: event.id,
  event_type: event.type,
});
