import {
  type Contact,
  type ContactFields,
  contactCreated,
  contactDeleted,
  contactRestored,
  contactUpdated,
} from '@crm-gtd/shared/contracts/crm/contacts.ts';
import type { Decision } from '@crm-gtd/shared/contracts/define.ts';
import { changedFields, pick, type RecordState, requireLive, requireRestorable, requireVersion } from '@crm-gtd/shared/records/record.ts';
import type { z } from 'zod';

/** `companyName` is joined, not kept: the store puts the right one in when the company changes. */
export type ContactState = Contact & RecordState;
type Fields = z.infer<typeof ContactFields>;
/** As the action's input gives them: absent means untouched. */
export type ContactPatch = { readonly [K in keyof Fields]?: Fields[K] | undefined };

/** Before and after of one field, for the history that only this service keeps. */
export type FieldChange = Readonly<{ field: string; before: unknown; after: unknown }>;

/** `liveDelta` is what the decision adds to the number of live contacts, which the plan limits. */
export type ContactDecision = Decision<ContactState> &
  Readonly<{ eventId: string; changes: readonly FieldChange[]; liveDelta: -1 | 0 | 1 }>;

export type Occasion = Readonly<{ now: Date; eventId: string }>;

const blank: Omit<Fields, 'lastName'> = {
  firstName: null,
  email: null,
  phone: null,
  jobTitle: null,
  companyId: null,
  street: null,
  postalCode: null,
  city: null,
  notes: null,
  tags: [],
  lastContactOn: null,
};

export function create(id: string, input: ContactPatch & { lastName: string }, { now, eventId }: Occasion): ContactDecision {
  const at = now.toISOString();
  const next: ContactState = {
    ...blank,
    ...given(input),
    lastName: input.lastName,
    companyName: null,
    id,
    createdAt: at,
    updatedAt: at,
    version: 1,
    deletedAt: null,
  };
  const told = contactCreated.of({ contactId: id, companyId: next.companyId, importId: null });
  return { next, events: [{ ...told, id: eventId }], eventId, changes: [], liveDelta: 1 };
}

export function update(
  contact: ContactState,
  { expectedVersion, ...patch }: ContactPatch & { expectedVersion?: number | undefined },
  { now, eventId }: Occasion,
): ContactDecision {
  requireVersion(requireLive(contact, 'CRM_CONTACT_NOT_FOUND'), expectedVersion);
  const wanted = given(patch);
  const fields = changedFields<Fields>(contact, wanted);
  if (fields.length === 0) return { next: contact, events: [], eventId, changes: [], liveDelta: 0 };
  const next = { ...contact, ...pick(wanted as Fields, fields), updatedAt: now.toISOString() };
  const told = contactUpdated.of({ contactId: contact.id, companyId: next.companyId, changedFields: fields, importId: null });
  const changes = fields.map((field) => ({ field, before: contact[field], after: next[field] }));
  return { next, events: [{ ...told, id: eventId }], eventId, changes, liveDelta: 0 };
}

export function remove(contact: ContactState, { now, eventId }: Occasion): ContactDecision {
  requireLive(contact, 'CRM_CONTACT_NOT_FOUND');
  const told = contactDeleted.of({ contactId: contact.id, importId: null });
  const next = { ...contact, updatedAt: now.toISOString(), deletedAt: now.toISOString() };
  return { next, events: [{ ...told, id: eventId }], eventId, changes: [], liveDelta: -1 };
}

export function restore(contact: ContactState, { now, eventId }: Occasion): ContactDecision {
  requireRestorable(contact, now, 'CRM_CONTACT_NOT_FOUND');
  if (contact.deletedAt === null) return { next: contact, events: [], eventId, changes: [], liveDelta: 0 };
  const told = contactRestored.of({ contactId: contact.id });
  const next = { ...contact, updatedAt: now.toISOString(), deletedAt: null };
  return { next, events: [{ ...told, id: eventId }], eventId, changes: [], liveDelta: 1 };
}

/** Blank text means none. */
function given(patch: ContactPatch): Partial<Fields> {
  const entries = Object.entries(patch).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries.map(([field, value]) => [field, value === '' ? null : value])) as Partial<Fields>;
}
