import {
  aiEffectFailed,
  billingEffectFailed,
  crmEffectFailed,
  gatewayEffectFailed,
  gtdEffectFailed,
  voiceEffectFailed,
} from '../contracts/effects.ts';
import type { Envelope } from '../contracts/envelope.ts';
import { deterministicId } from '../ids.ts';
import { serviceScope } from '../service/scope.ts';
import { errorFields } from '../telemetry/logger.ts';
import type { Running } from './middleware/passage.ts';
import { appendEvents } from './outbox.ts';

const told = [gatewayEffectFailed, crmEffectFailed, gtdEffectFailed, aiEffectFailed, voiceEffectFailed, billingEffectFailed];

/** An observer has no effect of its own, and the news of a failure must not fail into news of itself. */
const concerns = ({ declaration }: Running, { type }: Envelope): boolean =>
  declaration.kind !== 'observer' && !type.endsWith('.effect.failed');

/**
 * Tells on the record an event is about that its effect failed for good. The dead letter is written before: when this cannot be
 * told, the letter still tells the operators.
 */
export async function tellFailedEffect(running: Running, envelope: Envelope | undefined, deadLetterId: number): Promise<void> {
  const event = told.find(({ service }) => service === running.service);
  if (!envelope || !event || !concerns(running, envelope)) return;
  const { durable } = running.declaration;
  const { id: eventId, type: eventType, aggregateid: recordId, organizationid: organizationId, correlationid: correlationId } = envelope;
  const scope = serviceScope({ service: running.service, organizationId, correlationId, causationId: eventId });
  try {
    const fact = event.of({ eventId, eventType, recordId, durable, deadLetterId: String(deadLetterId) });
    // The same failure, after a replay that failed as well, is told once.
    await running.db.withTenant(scope, (tx) =>
      appendEvents(tx, [{ ...fact, id: deterministicId(eventId, `failed ${durable} ${deadLetterId}`) }]),
    );
  } catch (error) {
    running.logger.warn('consumer.failure_not_told', { consumer: durable, event_id: eventId, ...errorFields(error) });
  }
}
