import { z } from 'zod';
import { action, event } from './define.ts';
import { id, instant } from './shapes.ts';

/**
 * What an event should have led to and did not: a consumer gave it up for good. Told on the record the event is about, by the
 * service that failed, so that nobody waits for what will not come. `deadLetterId` is what a second try is asked by.
 */
const data = z.object({
  eventId: id,
  eventType: z.string().regex(/^[a-zA-Z]+(\.[a-zA-Z]+)+$/),
  recordId: id,
  durable: z.string().regex(/^[a-zA-Z0-9-]+$/),
  deadLetterId: z.string().regex(/^\d{1,19}$/),
});

const effectFailed = <S extends string>(service: S) =>
  event(`${service}.effect.failed`, { version: 1, visible: 'gateway.timeline:read', aggregate: 'effect', key: (d) => d.eventId, data });

export const gatewayEffectFailed = effectFailed('gateway');
export const crmEffectFailed = effectFailed('crm');
export const gtdEffectFailed = effectFailed('gtd');
export const aiEffectFailed = effectFailed('ai');
export const voiceEffectFailed = effectFailed('voice');
export const billingEffectFailed = effectFailed('billing');

export const FailedEffect = z.object({
  deadLetterId: z.string(),
  service: z.string(),
  durable: z.string(),
  eventType: z.string(),
  time: instant,
});
export type FailedEffect = z.infer<typeof FailedEffect>;

export const listFailedEffects = action('v1.gateway.effects.failed', {
  http: 'GET /failed-effects',
  permission: 'gateway.timeline:read',
  input: z.object({ recordId: id }),
  output: z.object({ items: z.array(FailedEffect), nextCursor: z.string().nullable() }),
  summary: 'What events about a record should have led to and did not, as long as nobody has tried again with success: the newest 20.',
});
export const retryEffect = action('v1.gateway.effects.retry', {
  http: 'POST /failed-effects/{deadLetterId}/retry',
  permission: 'gateway.effects:retry',
  whileReadOnly: true,
  status: 202,
  timeoutMs: 15_000,
  input: z.object({ deadLetterId: z.string().max(80) }),
  output: z.object({ deadLetterId: z.string() }),
  errors: ['DEAD_LETTER_NOT_FOUND'],
  summary: "Runs the consumer again on the event; answers its failure when it fails again. Recorded under the caller's name.",
});
