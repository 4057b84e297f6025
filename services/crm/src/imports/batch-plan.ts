import { companyCreated, companyUpdated } from '@crm-gtd/shared/contracts/crm/companies.ts';
import { contactCreated, contactUpdated } from '@crm-gtd/shared/contracts/crm/contacts.ts';
import type { DuplicatePolicy } from '@crm-gtd/shared/contracts/crm/imports.ts';
import type { PendingEvent } from '@crm-gtd/shared/contracts/define.ts';
import { newId } from '@crm-gtd/shared/ids.ts';
import type { z } from 'zod';
import type { CompanyEntry, CompanyState, ContactState, Directory, Entry } from './directory.ts';
import type { ContactDraft, ParsedRow, RowDraft } from './row.ts';
import type { CompanyDraft } from './row-company.ts';
import type { RowFault, RowWarning } from './row-reader.ts';

export type Policy = z.infer<typeof DuplicatePolicy>;
export type Outcome = 'created' | 'updated' | 'skipped' | 'failed';
export type NumberedRow = Readonly<{ rowNumber: number; line: number; parsed: ParsedRow }>;
export type RowResult = Readonly<{
  rowNumber: number;
  line: number;
  outcome: Outcome;
  faults: readonly RowFault[] | null;
  warnings: readonly RowWarning[] | null;
  contactId: string | null;
}>;

export type Update<State> = Readonly<{
  before: Partial<State>;
  changedFields: readonly (keyof State & string)[];
  after: State;
  eventId: string;
}>;
export type Created<State> = Readonly<{ state: State; eventId: string }>;

/** Everything one batch writes, decided before anything is written. */
export type BatchPlan = Readonly<{
  rows: readonly RowResult[];
  counts: Readonly<Record<Outcome, number>>;
  /** Rows that were taken with something left out. */
  warned: number;
  contactsCreated: readonly Created<ContactState>[];
  contactsUpdated: readonly Update<ContactState>[];
  companiesCreated: readonly Created<CompanyState>[];
  companiesUpdated: readonly Update<CompanyState>[];
  events: readonly PendingEvent[];
}>;

export type BatchInput = Readonly<{
  importId: string;
  rows: readonly NumberedRow[];
  directory: Directory;
  policy: Policy;
  /** Contacts the plan still allows; null: as many as you like. */
  room: number | null;
}>;

export function planBatch(input: BatchInput): BatchPlan {
  let room = input.room ?? Number.POSITIVE_INFINITY;
  const rows = input.rows.map((row) => {
    const result = planRow(input, row, room > 0);
    if (result.outcome === 'created' && result.contactId !== null) room -= 1;
    return result;
  });
  return { rows, counts: countsOf(rows), warned: rows.filter(({ warnings }) => warnings !== null).length, ...writesOf(input) };
}

type Verdict = Readonly<{ outcome: Outcome; contactId: string | null; faults?: readonly RowFault[] }>;

function planRow(input: BatchInput, { rowNumber, line, parsed }: NumberedRow, mayCreate: boolean): RowResult {
  const { outcome, contactId, faults } = parsed.ok ? verdictOf(input, parsed.draft, mayCreate) : failed(parsed.faults);
  const warnings = parsed.ok && parsed.warnings.length > 0 && (outcome === 'created' || outcome === 'updated') ? parsed.warnings : null;
  return { rowNumber, line, outcome, contactId, faults: faults ?? null, warnings };
}

const failed = (faults: readonly RowFault[]): Verdict => ({ outcome: 'failed', contactId: null, faults });
const changes = (policy: Policy): boolean => policy === 'fill' || replaces(policy);
const replaces = (policy: Policy): boolean => policy === 'overwrite' || policy === 'update';

function verdictOf({ directory, policy }: BatchInput, draft: RowDraft, mayCreate: boolean): Verdict {
  const company = draft.company === null ? null : directory.findCompany(draft.company);
  if (draft.contact === null) return firmAlone(directory, policy, draft.company, company);
  const same = directory.findContact(draft.contact, company);
  if (same && policy === 'skip') return { outcome: 'skipped', contactId: same.state.id };
  if (same && changes(policy)) {
    const companyId = companyFor(directory, policy, draft, company);
    return { outcome: 'updated', contactId: updateContact(directory, same, { ...draft, contact: draft.contact, companyId }, policy) };
  }
  if (!mayCreate) return failed([{ code: 'planLimit', field: null }]);
  const emailShared = same !== undefined && draft.contact.email !== null;
  return {
    outcome: 'created',
    contactId: addContact(directory, draft.contact, companyFor(directory, policy, draft, company), emailShared),
  };
}

/** A row about the firm itself: here, and only here, `overwrite` replaces what the firm has. */
function firmAlone(directory: Directory, policy: Policy, draft: CompanyDraft | null, found: CompanyEntry | null | undefined): Verdict {
  if (draft === null) return failed([{ code: 'nameMissing', field: null }]);
  if (!found) {
    directory.addCompany({ stored: null, ours: true, state: newCompany(draft) });
    return { outcome: 'created', contactId: null };
  }
  if (!changes(policy)) return { outcome: 'skipped', contactId: null };
  fillBlanks(directory, found, draft);
  if (replaces(policy)) {
    const { tags: _tags, name, ...texts } = draft;
    found.state = { ...found.state, ...said(texts), name: name ?? found.state.name };
    directory.addCompany(found);
  }
  return { outcome: 'updated', contactId: null };
}

function companyFor(
  directory: Directory,
  policy: Policy,
  { company: draft }: RowDraft,
  found: CompanyEntry | null | undefined,
): string | null {
  if (draft === null) return null;
  const entry = found ?? directory.addCompany({ stored: null, ours: true, state: newCompany(draft) });
  if (changes(policy) || entry.ours) fillBlanks(directory, entry, draft);
  return entry.state.id;
}

/** A NIP or a domain without a name still is a company; someone will know what it is called. */
const newCompany = (draft: CompanyDraft): CompanyState => ({
  ...draft,
  id: newId(),
  name: draft.name ?? draft.domain ?? `NIP ${draft.nip}`,
  version: 1,
});

/** What a company lacks is filled in; what it has stands, since files spell one firm's name in many ways. An address is one thing. */
function fillBlanks(directory: Directory, entry: CompanyEntry, draft: CompanyDraft): void {
  const { name: _name, street, postalCode, city, tags, ...rest } = draft;
  const { state } = entry;
  const homeless = state.street === null && state.postalCode === null && state.city === null;
  entry.state = {
    ...state,
    ...blanksFilled(state, rest),
    ...(homeless ? { street, postalCode, city } : {}),
    tags: withTags(state.tags, tags),
  };
  directory.addCompany(entry);
}

const said = <T extends object>(values: T): Partial<T> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null)) as Partial<T>;

const blanksFilled = <T extends object>(state: T, values: Partial<T>): Partial<T> =>
  Object.fromEntries(Object.entries(values).filter(([field, value]) => value !== null && state[field as keyof T] === null)) as Partial<T>;

const mostTags = 50;

function withTags(tags: readonly string[], more: readonly string[]): readonly string[] {
  const known = new Set(tags.map((tag) => tag.toLowerCase()));
  return [...tags, ...more.filter((tag) => !known.has(tag.toLowerCase()))].slice(0, mostTags);
}

function addContact(directory: Directory, draft: ContactDraft, companyId: string | null, emailShared: boolean): string {
  const id = newId();
  directory.addContact({ stored: null, state: { ...draft, id, companyId, emailShared, version: 1 } });
  return id;
}

type Spoken = Readonly<{ contact: ContactDraft; companyId: string | null; nameFromEmail: boolean }>;

/** `fill`: what the contact lacks. `overwrite`: what the row says replaces what is there, what it leaves blank stays. Tags are added. */
function updateContact(
  directory: Directory,
  entry: Entry<ContactState>,
  { contact, companyId, nameFromEmail }: Spoken,
  policy: Policy,
): string {
  const { tags, lastName, ...rest } = contact;
  const values = { ...rest, companyId, ...(nameFromEmail ? {} : { lastName }) };
  const { state } = entry;
  entry.state = { ...state, ...(replaces(policy) ? said(values) : blanksFilled(state, values)), tags: withTags(state.tags, tags) };
  directory.addContact(entry);
  return state.id;
}

function countsOf(rows: readonly RowResult[]): Record<Outcome, number> {
  const counts = { created: 0, updated: 0, skipped: 0, failed: 0 };
  for (const { outcome } of rows) counts[outcome] += 1;
  return counts;
}

export const contactFields = [
  'firstName',
  'lastName',
  'email',
  'phone',
  'jobTitle',
  'companyId',
  'street',
  'postalCode',
  'city',
  'notes',
  'tags',
  'lastContactOn',
] as const satisfies readonly (keyof ContactState)[];
export const companyFields = [
  'name',
  'nip',
  'domain',
  'website',
  'phone',
  'street',
  'postalCode',
  'city',
  'notes',
  'tags',
] as const satisfies readonly (keyof CompanyState)[];

const same = (a: unknown, b: unknown): boolean => a === b || (Array.isArray(a) && JSON.stringify(a) === JSON.stringify(b));

function updatesOf<State extends { readonly version: number }>(
  entries: readonly Entry<State>[],
  fields: readonly (keyof State & string)[],
): Update<State>[] {
  return entries.flatMap(({ stored, state }) => {
    if (stored === null) return [];
    const changedFields = fields.filter((field) => !same(stored[field], state[field]));
    if (changedFields.length === 0) return [];
    const before = Object.fromEntries(changedFields.map((field) => [field, stored[field]])) as Partial<State>;
    return [{ before, changedFields, after: { ...state, version: stored.version + 1 }, eventId: newId() }];
  });
}

const createdOf = <State>(entries: readonly Entry<State>[]): Created<State>[] =>
  entries.filter(({ stored }) => stored === null).map(({ state }) => ({ state, eventId: newId() }));

function writesOf({ directory, importId }: BatchInput): Omit<BatchPlan, 'rows' | 'counts' | 'warned'> {
  const contactsCreated = createdOf(directory.contacts());
  const contactsUpdated = updatesOf(directory.contacts(), contactFields);
  const companiesCreated = createdOf(directory.companies());
  const companiesUpdated = updatesOf(directory.companies(), companyFields);
  const events: PendingEvent[] = [
    ...companiesCreated.map(({ state, eventId }) => ({ ...companyCreated.of({ companyId: state.id, importId }), id: eventId })),
    ...companiesUpdated.map(({ after, changedFields, eventId }) => ({
      ...companyUpdated.of({ companyId: after.id, changedFields: [...changedFields] }),
      id: eventId,
    })),
    ...contactsCreated.map(({ state, eventId }) => ({
      ...contactCreated.of({ contactId: state.id, companyId: state.companyId, importId }),
      id: eventId,
    })),
    ...contactsUpdated.map(({ after, changedFields, eventId }) => ({
      ...contactUpdated.of({ contactId: after.id, companyId: after.companyId, changedFields: [...changedFields], importId }),
      id: eventId,
    })),
  ];
  return { contactsCreated, contactsUpdated, companiesCreated, companiesUpdated, events };
}
