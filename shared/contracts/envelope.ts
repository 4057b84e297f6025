import { z } from 'zod';

/**
 * The wire form of every event: CloudEvents names plus our extensions, all lower case.
 * Subject: `evt.<service>.<organization>.<noun>.<verb>`; the organization in the subject and here must agree.
 */
export const Envelope = z.object({
  id: z.uuid(),
  source: z.string(),
  type: z.string(),
  time: z.iso.datetime(),
  version: z.int().positive(),
  organizationid: z.uuid(),
  /** The user, or `service:<name>` when no person acted. */
  actorid: z.string(),
  aggregatetype: z.string(),
  aggregateid: z.uuid(),
  /** 1, 2, 3 … without holes per aggregate. */
  sequence: z.int().positive(),
  /** Same for everything that follows from one request. */
  correlationid: z.uuid(),
  /** The event or request that caused this one. */
  causationid: z.uuid(),
  traceparent: z.string().optional(),
  data: z.record(z.string(), z.unknown()),
});

export type Envelope = z.infer<typeof Envelope>;

/** `evt.crm.<organization>.deal.won`; every token is lower case or camelCase, never dotted. */
export const subjectOf = (envelope: Pick<Envelope, 'type' | 'organizationid'>): string => {
  const [service, noun, verb] = envelope.type.split('.');
  return `evt.${service}.${envelope.organizationid}.${noun}.${verb}`;
};
