import { type Attributes, context, trace as otel, ROOT_CONTEXT, SpanKind } from '@opentelemetry/api';
import { systemClock } from '../../clock.ts';
import { logger } from '../../telemetry/logger.ts';
import { contextFrom, type SpanSettings, withSpan } from '../../telemetry/trace.ts';
import type { Outcome } from '../consumer.ts';
import { subjectTemplate } from '../messaging-metrics.ts';
import type { Message, Step } from './passage.ts';

const HOUR_MS = 3_600_000;

/** Continues the trace in which the event was made. A replay or an old event gets a trace of its own with a link, so that no trace lasts for weeks. */
export const trace: Step<Message, Message> = async ({ declaration }, message, next) => {
  const { envelope, replayed } = message;
  const settings = { kind: SpanKind.CONSUMER, attributes: attributesOf(declaration.durable, message) };
  const name = `process ${envelope.type}`;
  const age = systemClock.now().getTime() - Date.parse(envelope.time);
  const work = async (): Promise<Outcome> => {
    const outcome = await next(message);
    logger.debug('consumer.handled', { consumer: declaration.durable, event_id: envelope.id, event_type: envelope.type, outcome });
    return outcome;
  };
  if (replayed || age > HOUR_MS) return detached(name, settings, envelope.traceparent, work);
  return withSpan(name, { ...settings, traceparent: envelope.traceparent }, work);
};

function detached(name: string, settings: SpanSettings, creation: string | undefined, work: () => Promise<Outcome>): Promise<Outcome> {
  const link = otel.getSpanContext(contextFrom(creation));
  return context.with(ROOT_CONTEXT, () =>
    withSpan(name, settings, (span) => {
      if (creation !== undefined && link) span.addLink({ context: link });
      return work();
    }),
  );
}

const attributesOf = (durable: string, { subject, attempt, envelope }: Message): Attributes => ({
  'messaging.system': 'nats',
  'messaging.operation.type': 'process',
  'messaging.destination.template': subjectTemplate(subject),
  'messaging.consumer.group.name': durable,
  'messaging.message.id': envelope.id,
  'messaging.nats.delivery_count': attempt,
});
