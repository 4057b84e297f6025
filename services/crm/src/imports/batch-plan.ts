import { companyCreated, companyUpdated } from '@crm-gtd/shared/contracts/crm/companies.ts';
import { contactCreated, contactUpdated } from '@crm-gtd/shared/contracts/crm/contacts.ts';
import type { PendingEvent } from '@crm-gtd/shared/contracts/define.ts';
import { newId } from '@crm-gtd/shared/ids.ts';
import type { CompanyEntry, CompanyState, ContactState, Directory, Entry } from './directory.ts';
import type { CompanyDraft, ContactDraft, ParsedRow, RowDraft, RowFault } from './row.ts';

export type Policy = 'skip' | 'update' | 'create';
export type Outcome = 'created' | 'updated' | 'skipped' | 'failed';
export type NumberedRow = Readonly<{ rowNumber: number; line: number; parsed: ParsedRow }>;
export type RowResult = Readonly<{
  rowNumber: number;
  line: number;
  outcome: Outcome;
  faults: readonly RowFault[] | null;
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
    if (result.outcome === 'created') room -= 1;
    return result;
  });
  return { rows, counts: countsOf(rows), ...writesOf(input) };
}

function planRow({ directory, policy }: BatchInput, { rowNumber, line, parsed }: NumberedRow, mayCreate: boolean): RowResult {
  const result = (outcome: Outcome, contactId: string | null, faults: readonly RowFault[] | null = null): RowResult => ({
    rowNumber,
    line,
    outcome,
    faults,
    contactId,
  });
  if (!parsed.ok) return result('failed', null, parsed.faults);
  const { draft } = parsed;
  const company = draft.company === null ? null : directory.findCompany(draft.company);
  const same = directory.findContact(draft.contact, company);
  if (same && policy === 'skip') return result('skipped', same.state.id);
  if (same && policy === 'update')
    return result('updated', updateContact(directory, same, draft, companyFor(directory, policy, draft, company)));
  if (!mayCreate) return result('failed', null, [{ code: 'planLimit', field: null }]);
  const emailShared = same !== undefined && draft.contact.email !== null;
  return result('created', addContact(directory, draft.contact, companyFor(directory, policy, draft, company), emailShared));
}

function companyFor(
  directory: Directory,
  policy: Policy,
  { company: draft }: RowDraft,
  found: CompanyEntry | null | undefined,
): string | null {
  if (draft === null) return null;
  const entry = found ?? directory.addCompany({ stored: null, ours: true, state: newCompany(draft) });
  if (policy === 'update' || entry.ours) fillBlanks(directory, entry, draft);
  return entry.state.id;
}

/** A NIP or a domain without a name still is a company; someone will know what it is called. */
const newCompany = (draft: CompanyDraft): CompanyState => ({
  ...draft,
  id: newId(),
  name: draft.name ?? draft.domain ?? `NIP ${draft.nip}`,
  version: 1,
});

/** What a company lacks is filled in; what it has stands, since files spell one firm's name in many ways. */
function fillBlanks(directory: Directory, entry: CompanyEntry, draft: CompanyDraft): void {
  const { nip, domain, website } = entry.state;
  entry.state = { ...entry.state, nip: nip ?? draft.nip, domain: domain ?? draft.domain, website: website ?? draft.website };
  directory.addCompany(entry);
}

function addContact(directory: Directory, draft: ContactDraft, companyId: string | null, emailShared: boolean): string {
  const id = newId();
  directory.addContact({ stored: null, state: { ...draft, id, companyId, emailShared, version: 1 } });
  return id;
}

/** What the row says replaces what is there; what it leaves blank stays; tags are added. */
function updateContact(
  directory: Directory,
  entry: Entry<ContactState>,
  { contact, nameFromEmail }: RowDraft,
  companyId: string | null,
): string {
  const said = Object.fromEntries(
    Object.entries(contact).filter(([field, value]) => value !== null && !(nameFromEmail && field === 'lastName')),
  );
  const known = new Set(entry.state.tags.map((tag) => tag.toLowerCase()));
  const tags = [...entry.state.tags, ...contact.tags.filter((tag) => !known.has(tag.toLowerCase()))].slice(0, 50);
  entry.state = { ...entry.state, ...said, tags, companyId: companyId ?? entry.state.companyId };
  directory.addContact(entry);
  return entry.state.id;
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
export const companyFields = ['name', 'nip', 'domain', 'website'] as const satisfies readonly (keyof CompanyState)[];

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

function writesOf({ directory, importId }: BatchInput): Omit<BatchPlan, 'rows' | 'counts'> {
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
