import { readFileSync } from 'node:fs';
import type { ImportField } from '@crm-gtd/shared/contracts/crm/imports.ts';
import { expect, test } from '@jest/globals';
import { mappingFaults, suggestMapping } from './column-mapping.ts';

const suggested = (headers: string[], samples: string[][] = []): (ImportField | null)[] => {
  const mapping = suggestMapping(headers, samples);
  return headers.map((_, index) => mapping[`${index}`] ?? null);
};

test.each<[string, ImportField | null]>([
  ['Imię', 'firstName'],
  ['IMIE', 'firstName'],
  ['Nazwisko', 'lastName'],
  ['Imię i nazwisko', 'fullName'],
  ['imie_i_nazwisko', 'fullName'],
  ['E-mail', 'email'],
  ['Adres e-mail', 'email'],
  ['email_address', 'email'],
  ['E-mail (praca)', 'email'],
  ['Telefon', 'phone'],
  ['Tel. kom.', 'phone'],
  ['Nr telefonu:', 'phone'],
  ['Telefon 1', 'phone'],
  ['Stanowisko', 'jobTitle'],
  ['Job Title', 'jobTitle'],
  ['Firma', 'company.name'],
  ['Nazwa firmy', 'company.name'],
  ['Company', 'company.name'],
  ['NIP', 'company.nip'],
  ['VAT ID', 'company.nip'],
  ['Strona WWW', 'company.website'],
  ['Website', 'company.website'],
  ['Domena', 'company.domain'],
  ['Ulica', 'street'],
  ['Kod pocztowy', 'postalCode'],
  ['ZIP code', 'postalCode'],
  ['Miejscowość', 'city'],
  ['Tagi', 'tags'],
  ['Uwagi', 'notes'],
  ['Ostatni kontakt', 'lastContactOn'],
  ['Last contacted', 'lastContactOn'],
  ['First Name', 'firstName'],
  ['Last name', 'lastName'],
  ['Kolor oczu', null],
  ['', null],
])('recognises the header %j as %j', (header, field) => expect(suggested([header])).toEqual([field]));

test('judges columns of a file without a header by their values, where they can only be one thing', () => {
  const samples = [
    ['jan@firma.pl', 'ewa@firma.pl'],
    ['526-104-08-28'],
    ['00-950', '30-001'],
    ['13.02.2026'],
    ['600 100 200'],
    ['www.firma.pl'],
    ['niebieski'],
  ];
  expect(suggested(['', '', '', '', '', '', ''], samples)).toEqual(['email', 'company.nip', 'postalCode', null, 'phone', null, null]);
  expect(suggested(['a', 'b', 'c', 'd', 'e', 'f', 'g'], samples)).toEqual(samples.map(() => null));
});

test('gives each field once, tags and notes as often as they come', () => {
  expect(suggested(['Telefon', 'Telefon 2', 'Uwagi', 'Komentarz', 'Tagi', 'Grupa'])).toEqual([
    'phone',
    null,
    'notes',
    'notes',
    'tags',
    'tags',
  ]);
});

test('prefers first and last name to the whole name beside them', () => {
  expect(suggested(['Name', 'First name', 'Last name'])).toEqual([null, 'firstName', 'lastName']);
});

test('a mapping needs a name or an e-mail, known columns, and each field once', () => {
  expect(mappingFaults({ '0': 'phone', '1': null }, 2)).toMatchObject([{ code: 'nameOrEmailNeeded' }]);
  expect(mappingFaults({ '0': 'email', '7': 'phone' }, 2)).toMatchObject([{ path: 'mapping.7', code: 'unknownColumn' }]);
  expect(mappingFaults({ '0': 'email', '1': 'email' }, 2)).toMatchObject([{ path: 'mapping.1', code: 'fieldTwice' }]);
  expect(mappingFaults({ '0': 'email', '1': 'notes', '2': 'notes', '3': 'tags', '4': 'tags' }, 5)).toEqual([]);
  expect(mappingFaults({}, 5)).toHaveLength(1);
});

test('every header of the rules names one field only', () => {
  const source = readFileSync(new URL('header-words.ts', import.meta.url), 'utf8');
  const names = [...source.matchAll(/^ {2}'?[\w.]+'?:\s+'([^']+\|[^']+)',$/gm)].flatMap((match) => (match[1] ?? '').split(/[|/]/));
  expect(names.length).toBeGreaterThan(150);
  expect(new Set(names).size).toBe(names.length);
});

test.each<[string, string[]]>([
  ['Birthday', ['1984-05-17']],
  ['Data urodzenia', ['17.05.1984', '1980-05-17']],
  ['Person - Next activity date', ['2026-12-01']],
  ['Data następnego kontaktu', ['01.12.2026']],
  ['Create Date', ['2024-02-29 08:00']],
  ['Data utworzenia', ['2024-02-29']],
  ['Connected On', ['12 Mar 2024']],
  ['Photo', ['https://lh3.googleusercontent.com/a=s100']],
  ['Zdjęcie', ['https://cdn.example.test/a.png']],
  ['Website 1 - Value', ['https://example.test/anna']],
  ['URL', ['https://www.linkedin.com/in/jacek-lis']],
  ['REGON', ['000331501', '012100784']],
  ['Numer konta', ['61 1090 1014 0000 0712 1981 2874']],
  ['Contact owner', ['Łucja Żak']],
  ['E-mail opiekuna', ['l.zak@example.test']],
  ['E-mail 1 - Label', ['* Work']],
  ['Typ e-mail', ['SMTP']],
  ['Kod kontrahenta', ['K-0012', 'K-0013']],
  ['Kod', ['K/0012', 'ABC']],
  ['VAT', ['23%', '8%']],
  ['Title', ['Mr.', 'Mrs.', 'Dr']],
  ['Tytuł', ['Pan', 'Pani']],
  ['Telefon', ['a@firma.pl', 'b@firma.pl']],
  ['Kontakt', ['a@firma.pl', 'b@firma.pl']],
  ['Adres korespondencyjny', ['ul. Polna 3']],
  ['Ulica (korespondencyjny)', ['ul. Polna 3']],
  ['Województwo', ['MAZOWIECKIE']],
])('K6: the column %j is left out rather than guessed', (header, samples) => expect(suggested([header], [samples])).toEqual([null]));

test.each<[string, ImportField]>([
  ['Organization Name', 'company.name'],
  ['Organization 1 - Name', 'company.name'],
  ['Organization 1 - Title', 'jobTitle'],
  ['Organization Title', 'jobTitle'],
  ['Associated Company', 'company.name'],
  ['AccountName', 'company.name'],
  ['Nazwa pełna', 'company.name'],
  ['Person - Name', 'fullName'],
  ['Person - Organization', 'company.name'],
  ['Osoba - E-mail - Praca', 'email'],
  ['Mailing City', 'city'],
  ['Business City', 'city'],
  ['Miejscowość (adres służbowy)', 'city'],
  ['MailingPostalCode', 'postalCode'],
  ['KodPocztowy', 'postalCode'],
  ['MobilePhone', 'phone'],
  ['Nazwisko i imię', 'fullNameLastFirst'],
  ['NIP kontrahenta', 'company.nip'],
  ['Telefon firmowy', 'company.phone'],
  ['Miasto firmy', 'company.city'],
  ['Company Phone', 'company.phone'],
  ['Imię osoby kontaktowej', 'firstName'],
  ['Osoba kontaktowa - telefon', 'phone'],
  ['Group Membership', 'tags'],
  ['Last Activity Date', 'lastContactOn'],
  ['Data ostatniej aktywności', 'lastContactOn'],
])('K6: knows %j as %s', (header, field) => expect(suggested([header])).toEqual([field]));

test('K6: the better name of a field has it, wherever it stands', () => {
  expect(suggested(['Title', 'Job Title'], [['VP Sales'], ['Dyrektor']])).toEqual([null, 'jobTitle']);
  expect(suggested(['Nazwa skrócona', 'Nazwa pełna'])).toEqual([null, 'company.name']);
  expect(suggested(['E-mail prywatny', 'E-mail'])).toEqual([null, 'email']);
  expect(suggested(['Telefon 2', 'Telefon 1'])).toEqual([null, 'phone']);
  expect(suggested(['Home Phone', 'Mobile Phone'])).toEqual([null, 'phone']);
});

test("K6: a name beside a tax number, without a person, is the firm's", () => {
  expect(suggested(['Name', 'Tax no', 'Phone'])).toEqual(['company.name', 'company.nip', 'phone']);
  expect(suggested(['Name'], [['Huta sp. z o.o.', 'Kos i Spółka S.A.']])).toEqual(['company.name']);
  expect(suggested(['Name', 'Email'])).toEqual(['fullName', 'email']);
});

test('K6: the lines of one address and its house number are one street; another address is left out', () => {
  expect(suggested(['Ulica', 'Nr domu', 'Nr lokalu'])).toEqual(['street', 'street', 'street']);
  expect(suggested(['Business Street', 'Business Street 2', 'Home Street'])).toEqual(['street', 'street', null]);
  expect(suggested(['Mailing Street', 'Business Street'])).toEqual(['street', null]);
  expect(suggested(['Nr domu'])).toEqual([null]);
});

test('U14: firms alone are a mapping', () => {
  expect(mappingFaults({ '0': 'company.name', '1': 'company.nip' }, 2)).toEqual([]);
  expect(mappingFaults({ '0': 'street', '1': 'street', '2': 'company.nip' }, 3)).toEqual([]);
});
