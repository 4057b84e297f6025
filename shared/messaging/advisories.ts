import { errorFields, type Logger } from '../telemetry/logger.ts';
import type { Bus, Delivery, RunningConsumer } from './bus.ts';
import type { ConsumerDeclaration } from './consumer.ts';
import { deadLetterMessage } from './dead-letter.ts';
import { deadLettered } from './messaging-metrics.ts';
import { jittered } from './retry-delay.ts';
import { ADVISORY_STREAM } from './streams.ts';

type Net = Readonly<{ bus: Bus; service: string; declarations: readonly ConsumerDeclaration[]; logger: Logger }>;

type GivenUp = Readonly<{ stream: string; consumer: string; stream_seq: number; deliveries?: number }>;

/**
 * The safety net under the retries: a handler that takes its process down with it never writes a dead letter. The broker stops
 * offering such a message and says so once, and from that the dead letter is made.
 */
export function catchGivenUp(net: Net): Promise<RunningConsumer> {
  return net.bus.consume(
    {
      stream: ADVISORY_STREAM,
      durable: `${net.service}-given-up`,
      filterSubject: '$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.>',
      maxAckPending: 8,
      ackWaitMs: 5_000,
      maxDeliver: -1,
    },
    (delivery) => bury(net, delivery),
  );
}

async function bury(net: Net, delivery: Delivery): Promise<void> {
  const advisory = JSON.parse(delivery.payload) as GivenUp;
  const declaration = net.declarations.find(({ subscriptions }) => subscriptions.some(({ durable }) => durable === advisory.consumer));
  try {
    if (declaration) await letterFor(net, declaration, advisory);
    await delivery.ack();
  } catch (error) {
    net.logger.warn('consumer.given_up_not_buried', {
      consumer: advisory.consumer,
      stream_seq: advisory.stream_seq,
      ...errorFields(error),
    });
    delivery.nak(jittered(2_000));
  }
}

async function letterFor(
  { bus, service, logger }: Net,
  { durable, events }: ConsumerDeclaration,
  { stream, stream_seq, deliveries = 0 }: GivenUp,
): Promise<void> {
  const message = await bus.stored(stream, stream_seq);
  if (!message) return;
  const { id, subject, payload, headers = {} } = message;
  const reason = 'no attempt ended: the handler may have taken its process down';
  const { duplicate } = await bus.publish(
    deadLetterMessage({ service, durable, messageId: id, reason, attempts: deliveries, subject, payload, headers }),
  );
  if (duplicate) return;
  const type = events.find((event) => subject.endsWith(`.${event.noun}.${event.verb}`))?.type ?? 'unknown';
  deadLettered.inc({ event_type: type, consumer: durable });
  logger.error('consumer.dead_letter', { consumer: durable, stream, stream_seq, event_id: id, reason });
}
