import type { ImportField } from '@crm-gtd/shared/contracts/crm/imports.ts';
import { dayOf } from './cell-days.ts';
import { parseEmails, parseTags, splitFullName } from './cell-values.ts';
import { type Address, addressOfPerson, type CompanyDraft, companyOf, phoneIn } from './row-company.ts';
import { type Columns, maxNotes, type Reader, type RowFault, type RowWarning, readerOf } from './row-reader.ts';

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

/** A person, with or without a firm, or a firm alone. */
export type RowDraft = Readonly<{
  contact: ContactDraft | null;
  company: CompanyDraft | null;
  /** The name is the address's first half, for want of a name: good for a new contact, no reason to rename one. */
  nameFromEmail: boolean;
}>;
export type ParsedRow =
  | Readonly<{ ok: true; draft: RowDraft; warnings: readonly RowWarning[] }>
  | Readonly<{ ok: false; faults: readonly RowFault[] }>;

const maxTags = 50;
const maxTagLength = 60;

/**
 * One record → what it says about a person and a firm. Only a row that names neither, an address that is none, text that fits nowhere
 * and cells beyond the columns fail it. What else a field cannot hold (a wrong NIP, an unreadable date, a second phone) stands in the
 * notes under its header and is listed as a warning: nothing is lost, and nobody is left out for a side value.
 */
export function parseRow(cells: readonly string[], columns: Columns): ParsedRow {
  const reader = readerOf(cells, columns);
  if (cells.slice(columns.fields.length).some((cell) => cell.trim() !== '')) reader.fault('tooManyCells', null);
  const read = {
    reader,
    name: nameOf(reader),
    ...emailOf(reader),
    address: addressOfPerson(reader),
    listOfFirms: !nameFields.some((field) => columns.fields.includes(field)),
  };
  const company = companyOf(reader, read.address);
  const draft = company !== null && isFirmAlone(read) ? firmAlone(read, company) : person(read, company);
  if (reader.faults.length > 0) return { ok: false, faults: reader.faults };
  return { ok: true, draft, warnings: reader.warnings };
}

type Read = Readonly<{
  reader: Reader;
  name: Name | undefined;
  email: string | null;
  /** The cell of an address that is none. */
  noEmail: string | null;
  address: Address;
  /** No column for a person's name. */
  listOfFirms: boolean;
}>;
type Name = Readonly<{ firstName: string | null; lastName: string }>;

const nameFields: readonly ImportField[] = ['firstName', 'lastName', 'fullName', 'fullNameLastFirst'];
/** Of a list of firms: such an address is the firm's, and nobody's name. */
const officeAddress =
  /^(biuro|info|office|kontakt|contact|sekretariat|firma|sklep|poczta|mail|e?-?mail|handlowy|sprzedaz|sales|faktury|ksiegowosc|zamowienia|recepcja|admin|hello|kancelaria|serwis|hurtownia|marketing|bok)\b/;

/** In a list of firms an address of the office is the firm's; elsewhere an address is somebody's. */
function isFirmAlone({ name, email, noEmail, listOfFirms }: Read): boolean {
  if (name !== undefined) return false;
  return email === null ? noEmail === null || listOfFirms : listOfFirms && officeAddress.test(email);
}

function firmAlone({ reader, email, noEmail }: Read, company: CompanyDraft): RowDraft {
  if (noEmail !== null) reader.warn('emailLeftOut', 'email', noEmail);
  for (const text of [email, noEmail]) if (text !== null) reader.keep('email', text);
  for (const field of ['jobTitle', 'lastContactOn'] as const) for (const { text } of reader.cells(field)) reader.keep(field, text);
  const phone = company.phone ?? phoneIn(reader, 'phone');
  return { contact: null, company: { ...company, phone, tags: tagsOf(reader), notes: notesOf(reader) }, nameFromEmail: false };
}

function person({ reader, name: given, email, noEmail, address, listOfFirms }: Read, company: CompanyDraft | null): RowDraft {
  if (noEmail !== null) reader.fault('emailInvalid', 'email');
  const name = given ?? (email === null ? undefined : { firstName: null, lastName: email.slice(0, email.indexOf('@')).slice(0, 120) });
  if (name === undefined && noEmail === null) reader.fault('nameMissing', listOfFirms ? 'email' : 'lastName');
  const contact = {
    ...(name ?? { firstName: null, lastName: '' }),
    email,
    phone: phoneIn(reader, 'phone'),
    jobTitle: reader.text('jobTitle'),
    ...address,
    tags: tagsOf(reader),
    lastContactOn: lastContactOf(reader),
  };
  return { contact: { ...contact, notes: notesOf(reader) }, company, nameFromEmail: given === undefined };
}

/** Undefined when no name column says anything. One name alone is the last name. */
function nameOf(reader: Reader): Name | undefined {
  const full = reader.cells('fullName')[0]?.text;
  const reversed = reader.cells('fullNameLastFirst')[0]?.text;
  const split = full === undefined ? reversed && splitFullName(reversed, 'lastNameFirst') : splitFullName(full);
  if (split && split.aside !== null) reader.keep(full === undefined ? 'fullNameLastFirst' : 'fullName', split.aside);
  const firstName = reader.cells('firstName')[0]?.text ?? (split ? split.firstName : null);
  const lastName = reader.cells('lastName')[0]?.text ?? (split ? split.lastName : null);
  if (lastName) return { firstName: firstName && reader.fitting('firstName', firstName), lastName: reader.fitting('lastName', lastName) };
  return firstName ? { firstName: null, lastName: reader.fitting('lastName', firstName) } : undefined;
}

/** The first address of the cell; the others stand in the notes. */
function emailOf(reader: Reader): Pick<Read, 'email' | 'noEmail'> {
  const cell = reader.cells('email')[0];
  if (cell === undefined) return { email: null, noEmail: null };
  const { emails, rest } = parseEmails(cell.text);
  const [first, ...more] = emails;
  if (first === undefined) return { email: null, noEmail: cell.text };
  const surplus = [...more, rest].filter((text) => text !== '').join(', ');
  if (surplus !== '') reader.keep('email', surplus);
  if (more.length > 0) reader.warn('emailExtra', 'email', surplus);
  return { email: first, noEmail: null };
}

function lastContactOf(reader: Reader): string | null {
  const cell = reader.cells('lastContactOn')[0];
  if (cell === undefined || /^0+([-./]0+)+$/.test(cell.text)) return null;
  const day = dayOf(cell.text, cell.dayOrder);
  if (day !== undefined && day !== 'unclear') return day;
  reader.keep('lastContactOn', cell.text);
  reader.warn(day === 'unclear' ? 'dateUnclear' : 'dateUnreadable', 'lastContactOn', cell.text);
  return null;
}

function tagsOf(reader: Reader): string[] {
  const tags = parseTags(
    reader
      .cells('tags')
      .map(({ text }) => text)
      .join('\n'),
  );
  const fit = tags.filter((tag) => tag.length <= maxTagLength).slice(0, maxTags);
  const left = tags.filter((tag) => !fit.includes(tag));
  if (left.length > 0) {
    reader.keep('tags', left.join(', '));
    reader.warn('tagsLeftOut', 'tags', left.join(', '));
  }
  return fit;
}

/** Notes of several columns, each later one under its header, then what other fields could not hold. */
function notesOf(reader: Reader): string | null {
  const own = reader.cells('notes').map(({ header, text }, index) => (index === 0 ? text : `${header}: ${text}`));
  const notes = [...own, ...new Set(reader.leftovers)].join('\n') || null;
  if (notes !== null && notes.length > maxNotes) reader.fault('textTooLong', 'notes');
  return notes;
}
