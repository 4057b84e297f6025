import type { ImportField, ImportMapping } from '@crm-gtd/shared/contracts/crm/imports.ts';
import { parseNip } from '@crm-gtd/shared/contracts/nip.ts';
import type { FieldError } from '@crm-gtd/shared/errors/app-error.ts';
import { parseDay } from './cell-values.ts';

/** Header → comparable words: no case, no diacritics, no punctuation. */
export const plain = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll('ł', 'l')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();

/** Polish and English headers as `plain` makes them; the order of fields is the order of preference. */
const headers: Readonly<Record<ImportField, string>> = {
  email:
    'e mail|email|mail|adres e mail|adres email|e mail address|email address|adres poczty elektronicznej|poczta elektroniczna|poczta|e mail sluzbowy|email sluzbowy|work email|primary email|kontakt e mail|email kontaktowy',
  firstName: 'imie|imiona|pierwsze imie|first name|firstname|given name|forename|imie kontaktu|imie osoby',
  lastName: 'nazwisko|nazwiska|last name|lastname|surname|family name|nazwisko kontaktu|nazwisko osoby',
  fullName:
    'imie i nazwisko|imie nazwisko|nazwisko i imie|osoba|osoba kontaktowa|kontakt|pelne imie i nazwisko|full name|fullname|name|contact|contact name|contact person|person|display name|przedstawiciel',
  phone:
    'telefon|tel|nr tel|nr telefonu|numer telefonu|telefon komorkowy|tel kom|komorka|komorkowy|telefon kontaktowy|telefon sluzbowy|phone|phone number|telephone|mobile|mobile phone|cell|cell phone|work phone|telefon stacjonarny',
  jobTitle: 'stanowisko|funkcja|rola|tytul|zawod|pozycja|job title|title|position|role|job|stanowisko pracy',
  'company.name':
    'firma|nazwa firmy|nazwa|przedsiebiorstwo|kontrahent|klient|nazwa kontrahenta|nazwa klienta|organizacja|spolka|pracodawca|company|company name|organization|organisation|account|account name|business|employer|business name|nazwa organizacji',
  'company.nip':
    'nip|nr nip|numer nip|nip firmy|nip kontrahenta|nip klienta|vat|vat id|vat number|vat no|tax id|tax number|nip vat|vat ue|nip ue|nip vat ue|numer vat|company nip',
  'company.website':
    'strona www|www|strona|strona internetowa|witryna|adres www|adres strony|url|website|web site|web|homepage|web page|company website',
  'company.domain': 'domena|domena firmy|domain|company domain|email domain',
  street: 'ulica|adres|ulica i numer|ulica nr|ulica i nr|adres ulica|street|street address|address|address line 1|address 1|adres 1',
  postalCode: 'kod pocztowy|kod|postal code|postcode|post code|zip|zip code',
  city: 'miasto|miejscowosc|city|town',
  tags: 'tagi|tag|etykiety|etykieta|kategorie|kategoria|grupy|grupa|segment|tags|labels|label|categories|category|groups|group',
  notes:
    'uwagi|uwaga|notatki|notatka|opis|komentarz|komentarze|informacje|dodatkowe informacje|notes|note|comment|comments|description|remarks|remark',
  lastContactOn:
    'ostatni kontakt|data ostatniego kontaktu|ostatnio kontaktowano|data kontaktu|ostatnia rozmowa|last contact|last contacted|last contact date|last activity|last contacted on',
};

const fieldByHeader = new Map(
  (Object.entries(headers) as [ImportField, string][]).flatMap(([field, names]) => names.split('|').map((name) => [name, field] as const)),
);

/** `Telefon 1`, `E-mail (praca)` and `Imię*` are still what they begin with. */
const fieldOfHeader = (header: string): ImportField | undefined => {
  const name = plain(header);
  return (
    fieldByHeader.get(name) ?? fieldByHeader.get(plain(header.replace(/[([].*$/, ''))) ?? fieldByHeader.get(name.replace(/ ?\d+$/, ''))
  );
};

/** A column without a telling header is judged by its values: three of four must look alike. */
const shapes: readonly (readonly [ImportField, (value: string) => boolean])[] = [
  ['email', (value) => /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/.test(value)],
  ['company.nip', (value) => parseNip(value) !== undefined],
  ['postalCode', (value) => /^\d{2}-\d{3}$/.test(value)],
  ['lastContactOn', (value) => /\D/.test(value) && parseDay(value) !== undefined],
  ['company.website', (value) => /^(https?:\/\/|www\.)\S+\.\S{2,}$/i.test(value)],
  ['phone', (value) => /^(\+|00)?[\d\s()/-]{9,20}$/.test(value) && value.replace(/\D/g, '').length >= 9],
  ['street', (value) => /^(ul|al|pl|os|aleja|ulica|plac|osiedle)\.? \S/i.test(value)],
];

const fieldOfSamples = (samples: readonly string[]): ImportField | undefined => {
  if (samples.length === 0) return undefined;
  return shapes.find(([, fits]) => samples.filter(fits).length >= samples.length * 0.75)?.[0];
};

const repeatable: ReadonlySet<ImportField> = new Set(['tags', 'notes']);

/** Headers speak first, for all columns; then values, for the columns and fields that are left. */
export function suggestMapping(names: readonly string[], samples: readonly (readonly string[])[]): ImportMapping {
  const mapping: ImportMapping = {};
  const taken = new Set<ImportField>();
  const take = (index: number, field: ImportField | undefined): void => {
    if (field === undefined || taken.has(field)) return;
    mapping[`${index}`] = field;
    if (!repeatable.has(field)) taken.add(field);
  };
  for (const [index, header] of names.entries()) take(index, fieldOfHeader(header));
  for (const index of names.keys()) if (mapping[`${index}`] === undefined) take(index, fieldOfSamples(samples[index] ?? []));
  const suggested: ImportMapping = Object.fromEntries(names.map((_, index) => [`${index}`, mapping[`${index}`] ?? null]));
  return withoutDoubleName(suggested);
}

/** `Imię` and `Nazwisko` beside `Osoba` or `Name`: the parts are better than the whole. */
function withoutDoubleName(mapping: ImportMapping): ImportMapping {
  const fields = Object.values(mapping);
  if (!fields.includes('lastName') || !fields.includes('fullName')) return mapping;
  return Object.fromEntries(Object.entries(mapping).map(([index, field]) => [index, field === 'fullName' ? null : field]));
}

const identifying: readonly ImportField[] = ['firstName', 'lastName', 'fullName', 'email'];

/** Everything that is wrong with a mapping, or nothing. */
export function mappingFaults(mapping: ImportMapping, columns: number): FieldError[] {
  const chosen = Object.entries(mapping).filter((entry): entry is [string, ImportField] => entry[1] !== null);
  const faults: FieldError[] = chosen
    .filter(([index]) => Number(index) >= columns)
    .map(([index]) => ({ path: `mapping.${index}`, code: 'unknownColumn', message: 'The file has no such column.' }));
  for (const [position, [index, field]] of chosen.entries()) {
    if (repeatable.has(field) || !chosen.slice(0, position).some(([, earlier]) => earlier === field)) continue;
    faults.push({ path: `mapping.${index}`, code: 'fieldTwice', message: `Another column fills ${field} already.` });
  }
  if (!chosen.some(([, field]) => identifying.includes(field))) {
    faults.push({ path: 'mapping', code: 'nameOrEmailNeeded', message: 'One column must hold a name or an e-mail address.' });
  }
  return faults;
}
