import { z } from 'zod';
import { action, event } from '../define.ts';
import { page, pageInput } from '../paging.ts';
import { day, email, empty, expectedVersion, id, instant, keptName, longText, name, phone, query, tags, text, version } from '../shapes.ts';

export const ContactFields = z.object({
  firstName: text(120).nullable(),
  lastName: name(120),
  email: email.nullable(),
  phone: phone.nullable(),
  jobTitle: text(160).nullable(),
  companyId: id.nullable(),
  street: text(200).nullable(),
  postalCode: text(12).nullable(),
  city: text(120).nullable(),
  notes: longText(10_000).nullable(),
  tags,
  lastContactOn: day.nullable(),
});
/** What was kept before a rule of the fields came stays readable. */
export const Contact = ContactFields.extend({
  id,
  lastName: keptName(120),
  email: z.string().max(254).meta({ format: 'idn-email' }).nullable(),
  phone: z.string().max(40).nullable(),
  tags: z.array(z.string().max(60)).max(50),
  companyName: z.string().nullable(),
  createdAt: instant,
  updatedAt: instant,
  version,
});
export type Contact = z.infer<typeof Contact>;

export const ContactInput = ContactFields.partial().required({ lastName: true });
export const contactIdInput = z.object({ contactId: id });

export const listContacts = action('v1.crm.contacts.list', {
  http: 'GET /contacts',
  permission: 'crm.contacts:read',
  input: z.object({ ...pageInput, q: query.optional(), companyId: id.optional() }),
  output: page(Contact),
  summary:
    '`q` searches names, e-mail, phone, job title, city, tags and company without regard to letter case and accents. Filter fields: firstName, lastName, email, phone, city, companyId, jobTitle, tags, lastContactOn, createdAt, updatedAt. Sort: lastName, createdAt, updatedAt, lastContactOn.',
});
export const getContact = action('v1.crm.contacts.get', {
  http: 'GET /contacts/{contactId}',
  permission: 'crm.contacts:read',
  input: contactIdInput,
  output: Contact,
  errors: ['CRM_CONTACT_NOT_FOUND'],
});
export const createContact = action('v1.crm.contacts.create', {
  http: 'POST /contacts',
  permission: 'crm.contacts:write',
  input: ContactInput,
  output: Contact,
  status: 201,
  errors: ['CRM_CONTACT_EMAIL_TAKEN', 'REFERENCE_UNKNOWN', 'PLAN_LIMIT_REACHED'],
});
export const updateContact = action('v1.crm.contacts.update', {
  http: 'PATCH /contacts/{contactId}',
  permission: 'crm.contacts:write',
  input: ContactFields.partial().extend({ contactId: id, ...expectedVersion }),
  output: Contact,
  errors: ['CRM_CONTACT_NOT_FOUND', 'CRM_CONTACT_EMAIL_TAKEN', 'REFERENCE_UNKNOWN', 'VERSION_STALE'],
});
/** For billing: how many contacts there are, without counting them. */
export const contactsUsed = action('v1.crm.contacts.used', {
  permission: 'crm.contacts:read',
  whileReadOnly: true,
  idempotent: true,
  input: empty,
  output: z.object({ contacts: z.int() }),
});
export const deleteContact = action('v1.crm.contacts.delete', {
  http: 'DELETE /contacts/{contactId}',
  permission: 'crm.contacts:write',
  whileReadOnly: true,
  input: contactIdInput,
  output: Contact,
  errors: ['CRM_CONTACT_NOT_FOUND'],
  summary: 'Soft: `restore` undoes it for 30 days.',
});
export const restoreContact = action('v1.crm.contacts.restore', {
  http: 'POST /contacts/{contactId}/restore',
  permission: 'crm.contacts:write',
  whileReadOnly: true,
  input: contactIdInput,
  output: Contact,
  errors: ['CRM_CONTACT_NOT_FOUND', 'CRM_CONTACT_EMAIL_TAKEN', 'PLAN_LIMIT_REACHED'],
});
/** Before and after of personal fields stay in crm's own table, which erasure reaches; events name only the fields. */
export const ContactChange = z.object({
  eventId: id,
  time: instant,
  actorId: z.string(),
  field: z.string(),
  before: z.unknown(),
  after: z.unknown(),
});
export type ContactChange = z.infer<typeof ContactChange>;
export const contactHistory = action('v1.crm.contacts.history', {
  http: 'GET /contacts/{contactId}/history',
  permission: 'crm.contacts:read',
  input: z.object({ contactId: id, limit: pageInput.limit, cursor: pageInput.cursor }),
  output: page(ContactChange),
  errors: ['CRM_CONTACT_NOT_FOUND'],
});

export const contactCreated = event('crm.contact.created', {
  version: 1,
  visible: 'crm.contacts:read',
  aggregate: 'contact',
  key: (d) => d.contactId,
  data: z.object({ contactId: id, companyId: id.nullable(), importId: id.nullable() }),
});
export const contactUpdated = event('crm.contact.updated', {
  version: 1,
  visible: 'crm.contacts:read',
  aggregate: 'contact',
  key: (d) => d.contactId,
  data: z.object({ contactId: id, companyId: id.nullable(), changedFields: z.array(z.string()), importId: id.nullable() }),
});
export const contactDeleted = event('crm.contact.deleted', {
  version: 1,
  visible: 'crm.contacts:read',
  aggregate: 'contact',
  key: (d) => d.contactId,
  data: z.object({ contactId: id, importId: id.nullable() }),
});
export const contactRestored = event('crm.contact.restored', {
  version: 1,
  visible: 'crm.contacts:read',
  aggregate: 'contact',
  key: (d) => d.contactId,
  data: z.object({ contactId: id }),
});
