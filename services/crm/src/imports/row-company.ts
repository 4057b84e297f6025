import type { ImportField } from '@crm-gtd/shared/contracts/crm/imports.ts';
import { parseNip } from '@crm-gtd/shared/contracts/nip.ts';
import { isPhone } from '@crm-gtd/shared/text/phone.ts';
import { domainOf, isPublicHost, isRounded, parsePhones, withoutApostrophe } from './cell-values.ts';
import { isFlatNumber } from './header-words.ts';
import type { Reader } from './row-reader.ts';

export type CompanyDraft = Readonly<{
  name: string | null;
  nip: string | null;
  domain: string | null;
  website: string | null;
  phone: string | null;
  street: string | null;
  postalCode: string | null;
  city: string | null;
  notes: string | null;
  tags: readonly string[];
}>;

/** Of one firm in one row. An address column that names nobody is the firm's as well, unless the firm has columns of its own. */
export function companyOf(reader: Reader, ofPerson: Address): CompanyDraft | null {
  const website = reader.text('company.website');
  const name = reader.text('company.name');
  const nip = nipOf(reader);
  const domain = domainIn(reader, website);
  if (!name && !nip && !domain) return null;
  const address = addressOf(reader, ofPerson);
  return { name, nip, domain, website, phone: phoneIn(reader, 'company.phone'), ...address, notes: null, tags: [] };
}

export type Address = Pick<CompanyDraft, 'street' | 'postalCode' | 'city'>;

function addressOf(reader: Reader, ofPerson: Address): Address {
  const own = {
    street: streetIn(reader, 'company.street'),
    postalCode: reader.text('company.postalCode'),
    city: reader.text('company.city'),
  };
  const given = own.street !== null || own.postalCode !== null || own.city !== null;
  return given ? own : ofPerson;
}

export const addressOfPerson = (reader: Reader): Address => ({
  street: streetIn(reader, 'street'),
  postalCode: postalCodeIn(reader),
  city: reader.text('city'),
});

/** The lines of a street and its numbers: `Polna` `3` `4` → `Polna 3/4`. */
function streetIn(reader: Reader, field: 'street' | 'company.street'): string | null {
  const [first, ...more] = reader.cells(field);
  if (first === undefined) return null;
  const street = more.reduce((line, { header, text }) => {
    if (isFlatNumber(header)) return `${line}/${text}`;
    return /^\d/.test(text) && text.length <= 8 ? `${line} ${text}` : `${line}, ${text}`;
  }, first.text);
  return reader.fitting(field, street);
}

const postalCodeIn = (reader: Reader): string | null => {
  const text = reader.text('postalCode');
  return text === null ? null : withoutApostrophe(text);
};

/** The first number of the cell; the others stand in the notes. */
export function phoneIn(reader: Reader, field: 'phone' | 'company.phone'): string | null {
  const cell = reader.cells(field)[0];
  if (cell === undefined) return null;
  const [first = '', ...more] = parsePhones(withoutApostrophe(cell.text));
  if (more.length > 0) {
    reader.keep(field, more.join(', '));
    reader.warn('phoneExtra', field, more.join(', '));
  }
  if (isRounded(first)) reader.warn('phoneRounded', field, first);
  const fitting = reader.fitting(field, first);
  if (isPhone(fitting)) return fitting;
  if (fitting === first) reader.keep(field, first);
  reader.warn('phoneLeftOut', field, first);
  return null;
}

/** Tax numbers of the other countries of the Union begin with two letters; they are no NIP and no mistake. */
const foreignTaxNumber = /^(?!PL)[A-Z]{2}[ ]?[0-9A-Z][0-9A-Z .-]{6,14}$/;

function nipOf(reader: Reader): string | null {
  const text = reader.text('company.nip');
  if (text === null) return null;
  const nip = parseNip(withoutApostrophe(text));
  if (nip !== undefined) return nip;
  reader.keep('company.nip', text);
  if (!foreignTaxNumber.test(text.toUpperCase())) reader.warn('nipLeftOut', 'company.nip', text);
  return null;
}

function domainIn(reader: Reader, website: string | null): string | null {
  const field: ImportField = 'company.domain';
  const text = reader.text(field);
  const domain = text === null ? undefined : domainOf(text);
  if (text !== null && domain === undefined) {
    reader.keep(field, text);
    reader.warn('domainLeftOut', field, text);
  }
  const found = domain ?? (website === null ? undefined : domainOf(website));
  return found === undefined || isPublicHost(found) ? null : found;
}
