import type { ImportField, ImportMapping } from '@crm-gtd/shared/contracts/crm/imports.ts';
import { parseNip } from '@crm-gtd/shared/contracts/nip.ts';
import { cleanLine } from '@crm-gtd/shared/text/clean.ts';
import { isPhone } from '@crm-gtd/shared/text/phone.ts';
import { domainOf, isBlank, manyLines, oneLine, parseDay, parseEmail, parseTags, splitFullName } from './cell-values.ts';

/** Why a row is not in the database. Stable: stored with the row, translated in failed-rows.ts. */
export type FaultCode = 'emailInvalid' | 'nipInvalid' | 'nameMissing' | 'textTooLong' | 'tooManyCells' | 'planLimit';
export type RowFault = Readonly<{ code: FaultCode; field: ImportField | null }>;

export type ContactDraft = Readonly<{
  firstName: string | null;
  lastName: string;
  email: string | null;
  phone: string | null;
  jobTitle: string | null;
  street: string | null;
  postalCode: string | null;
  city: string | null;
  notes: string | null;
  tags: readonly string[];
  lastContactOn: string | null;
}>;
export type CompanyDraft = Readonly<{ name: string | null; nip: string | null; domain: string | null; website: string | null }>;
export type RowDraft = Readonly<{
  contact: ContactDraft;
  company: CompanyDraft | null;
  /** The name is the address's first half, for want of a name column: good for a new contact, no reason to rename one. */
  nameFromEmail: boolean;
}>;
export type ParsedRow = Readonly<{ ok: true; draft: RowDraft }> | Readonly<{ ok: false; faults: readonly RowFault[] }>;

export type Columns = Readonly<{ headers: readonly string[]; fields: readonly (ImportField | null)[] }>;

export const columnsOf = (headers: readonly string[], mapping: ImportMapping): Columns => ({
  headers,
  fields: headers.map((_, index) => mapping[`${index}`] ?? null),
});

/** What fits into the columns of contacts and companies; `row.test.ts` holds it against the contracts. */
const limits = {
  firstName: 120,
  lastName: 120,
  phone: 40,
  jobTitle: 160,
  street: 200,
  postalCode: 12,
  city: 120,
  'company.name': 200,
  'company.domain': 200,
  'company.website': 300,
} as const;
const maxNotes = 10_000;
const maxTags = 50;
const maxTagLength = 60;

type Cells = ReadonlyMap<ImportField, readonly Readonly<{ header: string; text: string }>[]>;

/**
 * One record → what it says about a contact and its company. A bad e-mail, a bad NIP, a missing name, or text that fits nowhere fail the row.
 * Anything else that a field cannot hold (an unreadable date, a second phone number behind the first) goes to the notes, under its header: nothing is lost.
 */
export function parseRow(cells: readonly string[], columns: Columns): ParsedRow {
  const reader = readerOf(cells, columns);
  const draft = { contact: contactOf(reader, columns), company: companyOf(reader), nameFromEmail: !hasNameColumn(columns) };
  const notes = notesOf(reader);
  if (notes !== null && notes.length > maxNotes) reader.fault('textTooLong', 'notes');
  if (cells.slice(columns.fields.length).some((cell) => cell.trim() !== '')) reader.fault('tooManyCells', null);
  if (reader.faults.length > 0) return { ok: false, faults: reader.faults };
  return { ok: true, draft: { ...draft, contact: { ...draft.contact, notes } } };
}

type Reader = Readonly<{
  cells: Cells;
  faults: RowFault[];
  leftovers: string[];
  fault(code: FaultCode, field: ImportField | null): void;
  /** Keeps in the notes what its field could not hold. */
  keep(field: ImportField, text: string): void;
  text(field: ImportField): string | null;
}>;

function readerOf(values: readonly string[], columns: Columns): Reader {
  const cells = cellsOf(values, columns);
  const faults: RowFault[] = [];
  const leftovers: string[] = [];
  const keep = (field: ImportField, text: string): void => {
    leftovers.push(`${cells.get(field)?.[0]?.header ?? field}: ${text}`);
  };
  return {
    cells,
    faults,
    leftovers,
    keep,
    fault: (code, field) => faults.push({ code, field }),
    text: (field) => textOf(cells, field, keep),
  };
}

function cellsOf(values: readonly string[], columns: Columns): Cells {
  const cells = new Map<ImportField, { header: string; text: string }[]>();
  for (const [index, field] of columns.fields.entries()) {
    const text = field === 'notes' || field === 'tags' ? manyLines(values[index] ?? '') : oneLine(values[index] ?? '');
    if (field === null || text === '') continue;
    cells.set(field, [...(cells.get(field) ?? []), { header: columns.headers[index] ?? field, text }]);
  }
  return cells;
}

function textOf(cells: Cells, field: ImportField, keep: Reader['keep']): string | null {
  const text = cells.get(field)?.[0]?.text;
  if (text === undefined || isBlank(text)) return null;
  return fitting(field, text, keep);
}

/** Longer than its column: the start stays in the field, the whole goes to the notes. */
function fitting(field: ImportField, text: string, keep: Reader['keep']): string {
  const limit = limits[field as keyof typeof limits] ?? maxNotes;
  if (text.length <= limit) return text;
  keep(field, text);
  return cleanLine(text.slice(0, limit).toWellFormed());
}

function contactOf(reader: Reader, columns: Columns): ContactDraft {
  const email = emailOf(reader);
  return {
    ...nameOf(reader, columns, email),
    email,
    phone: phoneOf(reader),
    jobTitle: reader.text('jobTitle'),
    street: reader.text('street'),
    postalCode: reader.text('postalCode'),
    city: reader.text('city'),
    notes: null,
    tags: tagsOf(reader),
    lastContactOn: dayOf(reader),
  };
}

const nameFields: readonly ImportField[] = ['firstName', 'lastName', 'fullName'];
const hasNameColumn = (columns: Columns): boolean => nameFields.some((field) => columns.fields.includes(field));

/** A name column that is empty fails the row. A file without any name column (a mailing list) is named after the addresses. */
function nameOf(reader: Reader, columns: Columns, email: string | null): Readonly<{ firstName: string | null; lastName: string }> {
  const full = reader.text('fullName');
  const split = full === null ? undefined : splitFullName(full);
  const firstName = reader.text('firstName') ?? split?.firstName ?? null;
  const lastName = reader.text('lastName') ?? split?.lastName ?? null;
  if (lastName)
    return { firstName: firstName && fitting('firstName', firstName, reader.keep), lastName: fitting('lastName', lastName, reader.keep) };
  if (firstName) return { firstName: null, lastName: firstName };
  const named = hasNameColumn(columns);
  if (!named && email !== null) return { firstName: null, lastName: email.slice(0, email.indexOf('@')) };
  if (named || reader.faults.length === 0) reader.fault('nameMissing', named ? 'lastName' : 'email');
  return { firstName: null, lastName: '' };
}

function emailOf(reader: Reader): string | null {
  const text = reader.text('email');
  if (text === null) return null;
  const email = parseEmail(text);
  if (email === undefined) reader.fault('emailInvalid', 'email');
  return email ?? null;
}

/** What has no number in it is a note. */
function phoneOf(reader: Reader): string | null {
  const text = reader.text('phone');
  if (text === null || isPhone(text)) return text;
  reader.keep('phone', text);
  return null;
}

function dayOf(reader: Reader): string | null {
  const text = reader.text('lastContactOn');
  if (text === null) return null;
  const day = parseDay(text);
  if (day === undefined) reader.keep('lastContactOn', text);
  return day ?? null;
}

function tagsOf(reader: Reader): string[] {
  const tags = parseTags((reader.cells.get('tags') ?? []).map(({ text }) => text).join('\n'));
  const fit = tags.filter((tag) => tag.length <= maxTagLength).slice(0, maxTags);
  const left = tags.filter((tag) => !fit.includes(tag));
  if (left.length > 0) reader.keep('tags', left.join(', '));
  return fit;
}

/** Notes of several columns, each later one under its header, then what other fields could not hold. */
function notesOf(reader: Reader): string | null {
  const columns = reader.cells.get('notes') ?? [];
  const own = columns.map(({ header, text }, index) => (index === 0 ? text : `${header}: ${text}`));
  return [...own, ...reader.leftovers].join('\n') || null;
}

function companyOf(reader: Reader): CompanyDraft | null {
  const website = reader.text('company.website');
  const company = { name: reader.text('company.name'), nip: nipOf(reader), domain: companyDomain(reader, website), website };
  return company.name || company.nip || company.domain ? company : null;
}

/** Tax numbers of the other countries of the Union begin with two letters; they are no NIP and no mistake. */
const foreignTaxNumber = /^(?!PL)[A-Z]{2}[ ]?[0-9A-Z][0-9A-Z .-]{6,14}$/;

function nipOf(reader: Reader): string | null {
  const text = reader.text('company.nip');
  if (text === null) return null;
  const nip = parseNip(text);
  if (nip !== undefined) return nip;
  if (foreignTaxNumber.test(text.toUpperCase())) reader.keep('company.nip', text);
  else reader.fault('nipInvalid', 'company.nip');
  return null;
}

/** Addresses at these hosts say nothing about a firm. */
const publicHosts = new Set([
  'gmail.com',
  'wp.pl',
  'o2.pl',
  'onet.pl',
  'op.pl',
  'interia.pl',
  'poczta.onet.pl',
  'poczta.fm',
  'gazeta.pl',
  'tlen.pl',
  'outlook.com',
  'hotmail.com',
  'yahoo.com',
  'icloud.com',
  'facebook.com',
  'linkedin.com',
  'instagram.com',
  'allegro.pl',
  'olx.pl',
]);

function companyDomain(reader: Reader, website: string | null): string | null {
  const text = reader.text('company.domain');
  const domain = text === null ? undefined : domainOf(text);
  if (text !== null && domain === undefined) reader.keep('company.domain', text);
  const found = domain ?? (website === null ? undefined : domainOf(website));
  return found === undefined || publicHosts.has(found) ? null : found;
}
