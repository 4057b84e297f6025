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

test('judges columns without a telling header by their values', () => {
  const samples = [
    ['jan@firma.pl', 'ewa@firma.pl'],
    ['526-104-08-28'],
    ['00-950', '30-001'],
    ['13.02.2026'],
    ['600 100 200'],
    ['www.firma.pl'],
    ['niebieski'],
  ];
  expect(suggested(['a', 'b', 'c', 'd', 'e', 'f', 'g'], samples)).toEqual([
    'email',
    'company.nip',
    'postalCode',
    'lastContactOn',
    'phone',
    'company.website',
    null,
  ]);
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
  const source = readFileSync(new URL('column-mapping.ts', import.meta.url), 'utf8');
  const names = [...source.matchAll(/^ {2}'?[\w.]+'?:\s+'([^']+\|[^']+)',$/gm)].flatMap((match) => (match[1] ?? '').split('|'));
  expect(names.length).toBeGreaterThan(150);
  expect(new Set(names).size).toBe(names.length);
});
