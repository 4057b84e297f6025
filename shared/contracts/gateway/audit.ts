import { z } from 'zod';
import { action, event } from '../define.ts';
import { page, pageInput } from '../paging.ts';
import { id, instant, nothing, opaque } from '../shapes.ts';

/** One event as the audit view shows it: who, what, before and after, and cause. */
export const AuditEntry = z.object({
  id,
  time: instant,
  type: z.string(),
  actorId: z.string(),
  /** Asked of the identity slice when the list is read; null for a service or an erased person. */
  actorName: z.string().nullable(),
  aggregateType: z.string(),
  aggregateId: id,
  sequence: z.int(),
  data: z.record(z.string(), z.unknown()),
  correlationId: id,
  causationId: id,
  /** Type of the event that caused this one; null when a person's request did. */
  causeType: z.string().nullable(),
  traceId: z.string().nullable(),
});
export type AuditEntry = z.infer<typeof AuditEntry>;

export const listAuditLog = action('v1.gateway.audit.list', {
  http: 'GET /audit-log',
  permission: 'gateway.audit:read',
  input: z.object({ ...pageInput, correlationId: id.optional() }),
  output: page(AuditEntry),
  summary: 'Every event of the organization, newest first; filter fields: type, actorId, aggregateType, aggregateId, time.',
});
export const listTimeline = action('v1.gateway.audit.timeline', {
  http: 'GET /timeline',
  permission: 'gateway.timeline:read',
  input: z.object({ recordId: id, limit: pageInput.limit, cursor: pageInput.cursor }),
  output: page(AuditEntry),
  summary: 'Events about one record or naming it, newest first.',
});

export const DeadLetter = z.object({
  id: z.string(),
  service: z.string(),
  durable: z.string(),
  eventId: z.string(),
  eventType: z.string(),
  reason: z.string(),
  attempts: z.int(),
  time: instant,
});
export const listDeadLetters = action('v1.gateway.deadLetters.list', {
  http: 'GET /dead-letters',
  permission: 'operator',
  input: z.object({ limit: pageInput.limit, cursor: pageInput.cursor }),
  output: page(DeadLetter),
});
export const replayDeadLetter = action('v1.gateway.deadLetters.replay', {
  http: 'POST /dead-letters/{deadLetterId}/replay',
  permission: 'operator',
  whileReadOnly: true,
  status: 202,
  input: z.object({ deadLetterId: opaque(80) }),
  output: DeadLetter,
  errors: ['DEAD_LETTER_NOT_FOUND'],
});
export const discardDeadLetter = action('v1.gateway.deadLetters.discard', {
  http: 'DELETE /dead-letters/{deadLetterId}',
  permission: 'operator',
  whileReadOnly: true,
  status: 204,
  input: z.object({ deadLetterId: opaque(80) }),
  output: nothing,
  errors: ['DEAD_LETTER_NOT_FOUND'],
  summary: 'Gives an event up for this one consumer, for good. The event itself stays in the log.',
});
/** A replay runs one consumer again on an event: whoever asked for it stands in the audit log. */
export const deadLetterReplayed = event('gateway.deadLetter.replayed', {
  version: 1,
  visible: 'gateway.audit:read',
  aggregate: 'deadLetter',
  key: (d) => d.eventId,
  data: z.object({ eventId: id, service: z.string(), durable: z.string() }),
});
/** The event will never take effect there: whoever decided so stands in the audit log. */
export const deadLetterDiscarded = event('gateway.deadLetter.discarded', {
  version: 1,
  visible: 'gateway.audit:read',
  aggregate: 'deadLetter',
  key: (d) => d.eventId,
  data: z.object({ eventId: id, service: z.string(), durable: z.string() }),
});
