import { expect, test } from '@jest/globals';
import { domainOf, nameKey, oneLine, parseDay, parseEmail, parseTags, phoneKey, splitFullName } from './cell-values.ts';

test.each([
  ['13.02.2026', '2026-02-13'],
  ['2026-01-01', '2026-01-01'],
  ['13/02/2026', '2026-02-13'],
  ['1.2.2026', '2026-02-01'],
  ['13-02-2026', '2026-02-13'],
  ['13.02.26', '2026-02-13'],
  ['13.02.2026 r.', '2026-02-13'],
  ['2026-01-01 14:30', '2026-01-01'],
  ['2026-01-01T14:30:00Z', '2026-01-01'],
  ['13.02.2026 09:15:00', '2026-02-13'],
  ['2026/12/31', '2026-12-31'],
  ['46066', '2026-02-13'],
  ['46066,75', '2026-02-13'],
  ['29.02.2024', '2024-02-29'],
  ['29.02.2026', undefined],
  ['31.04.2026', undefined],
  ['13.13.2026', undefined],
  ['00.01.2026', undefined],
  ['wczoraj', undefined],
  ['600100200', undefined],
  ['2026', undefined],
  ['', undefined],
])('reads the date %j as %j', (value, expected) => expect(parseDay(value)).toBe(expected));

test.each([
  [' Jan.Nowak@Firma.PL ', 'jan.nowak@firma.pl'],
  ['Jan Nowak <jan@firma.pl>', 'jan@firma.pl'],
  ['mailto:jan@firma.pl', 'jan@firma.pl'],
  ['jan+crm@firma.com.pl', 'jan+crm@firma.com.pl'],
  ['jan at firma.pl', undefined],
  ['jan@firma', undefined],
  ['jan..nowak@firma.pl', undefined],
  ['jan@firma.pl, ewa@firma.pl', undefined],
  [`${'a'.repeat(250)}@firma.pl`, undefined],
])('reads the e-mail %j as %j', (value, expected) => expect(parseEmail(value)).toBe(expected));

test.each([
  ['klient,VIP', ['klient', 'VIP']],
  ['targi 2026, lead', ['targi 2026', 'lead']],
  ['a; b ;;c|d', ['a', 'b', 'c', 'd']],
  ['#vip, VIP', ['vip']],
  ['', []],
])('splits the tags %j', (value, expected) => expect(parseTags(value)).toEqual(expected));

test.each([
  ['Jan Kowalski', 'Jan', 'Kowalski'],
  ['Anna Maria Nowak-Zielińska', 'Anna Maria', 'Nowak-Zielińska'],
  ['Kowalski, Jan', 'Jan', 'Kowalski'],
  ['mgr inż. Jan Kowalski', 'Jan', 'Kowalski'],
  ['Jan Kowalski, PhD', 'PhD', 'Jan Kowalski'],
  ['Ludwig van der Berg', 'Ludwig', 'van der Berg'],
  ['Madonna', null, 'Madonna'],
])('splits the name %j', (value, firstName, lastName) => expect(splitFullName(value)).toEqual({ firstName, lastName }));

test.each([
  ['https://www.Firma.pl/kontakt?x=1', 'firma.pl'],
  ['firma.com.pl', 'firma.com.pl'],
  ['http://firma.pl:8080', 'firma.pl'],
  ['jan@firma.pl', 'firma.pl'],
  ['żółw.pl', 'żółw.pl'],
  ['brak', undefined],
  ['nie ma', undefined],
])('takes the domain of %j', (value, expected) => expect(domainOf(value)).toBe(expected));

test('numbers written in different ways are one number', () => {
  const ways = ['+48 623 854 220', '623-854-220', '(623) 854 220', '0048623854220', '623854220'];
  expect(new Set(ways.map(phoneKey))).toEqual(new Set(['623854220']));
});

test('names are compared without case, diacritics, spaces and punctuation', () => {
  expect(nameKey('P.H.U.  „ŻÓŁĆ”  Sp. z o.o.')).toBe(nameKey('phu zolc sp z oo'));
});

test('a formula stays the text it is; the guard of an export is taken off', () => {
  expect(oneLine('=HYPERLINK("http://x";"y")')).toBe('=HYPERLINK("http://x";"y")');
  expect(oneLine("'+48 600 100 200")).toBe('+48 600 100 200');
  expect(oneLine("'t Hooft")).toBe("'t Hooft");
});
