import { expect, test } from '@jest/globals';
import { dayOf, parseDay } from './cell-days.ts';
import {
  domainOf,
  isPublicHost,
  manyLines,
  oneLine,
  parseEmail,
  parseEmails,
  parsePhones,
  parseTags,
  phoneKey,
  splitFullName,
} from './cell-values.ts';
import { nameKey } from './name-key.ts';

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
  ['Jan Kowalski, PhD', 'Jan', 'Kowalski'],
  ['von Trapp', null, 'von Trapp'],
  ['Georg von Trapp', 'Georg', 'von Trapp'],
  ['Ludwig van der Berg', 'Ludwig', 'van der Berg'],
  ['Madonna', null, 'Madonna'],
])('splits the name %j', (value, firstName, lastName) => expect(splitFullName(value)).toEqual({ firstName, lastName, aside: null }));

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

test.each([
  ['Nowak Jan', 'Jan', 'Nowak'],
  ['Kowalska-Nowak Anna Maria', 'Anna Maria', 'Kowalska-Nowak'],
  ['von Trapp Georg', 'Georg', 'von Trapp'],
  ['van der Berg', null, 'van der Berg'],
  ['Nowak, Jan', 'Jan', 'Nowak'],
  ['Nowak', null, 'Nowak'],
])('K6: in a column of surnames first, %j is split so', (value, firstName, lastName) =>
  expect(splitFullName(value, 'lastNameFirst')).toEqual({ firstName, lastName, aside: null }),
);

test.each([
  ['Jan Nowak (Firma)', 'Jan', 'Nowak', 'Firma'],
  ['Anna Wrona [księgowość]', 'Anna', 'Wrona', 'księgowość'],
  ['Nowak (Firma)', null, 'Nowak', 'Firma'],
])('K6: what stands in brackets is no surname: %j', (value, firstName, lastName, aside) =>
  expect(splitFullName(value)).toEqual({ firstName, lastName, aside }),
);

test.each([
  ['jan@firma.pl, ewa@firma.pl', ['jan@firma.pl', 'ewa@firma.pl'], ''],
  ['b.sowa@x.pl ::: bs@x.pl', ['b.sowa@x.pl', 'bs@x.pl'], ''],
  ['jan@firma.pl; brak', ['jan@firma.pl'], 'brak'],
  ['jan@firma.pl ewa@firma.pl', ['jan@firma.pl', 'ewa@firma.pl'], ''],
  ['Jan Nowak <jan@firma.pl>, Ewa <ewa@firma.pl>', ['jan@firma.pl', 'ewa@firma.pl'], ''],
  ['jan at firma.pl', [], 'jan at firma.pl'],
])('K7: finds every address of %j', (value, emails, rest) => expect(parseEmails(value)).toEqual({ emails, rest }));

test.each([
  ['600100202 ::: 600100203', ['600100202', '600100203']],
  ['22 555 00 11; 600 100 200', ['22 555 00 11', '600 100 200']],
  ['+48 61 100 00 00, +48 600 600 700', ['+48 61 100 00 00', '+48 600 600 700']],
  ['22 555 00 11 w. 12', ['22 555 00 11 w. 12']],
])('K6: finds every number of %j', (value, phones) => expect(parsePhones(value)).toEqual(phones));

test.each([
  ['="600100200"', '600100200'],
  ['="a ""b"""', 'a "b"'],
  [' ="00-950" ', '00-950'],
  ["'+48 556 100 200", '+48 556 100 200'],
  ["'＝1+1", '＝1+1'],
  ["'＠x", '＠x'],
  ['No\u200bwak', 'Nowak'],
  ['\ufeffJan\u00ad\u2060', 'Jan'],
  ['Jan\u0007 Nowak', 'Jan Nowak'],
])('K5: the cell %j holds %j', (cell, text) => expect(oneLine(cell)).toBe(text));

test('K5: text of many lines loses its guard and its unseen signs too', () => {
  expect(manyLines("'-2+3\r\nNo\u200bwak")).toBe('-2+3\nNowak');
});

test.each([
  ['Müller', 'Möller'],
  ['Černý', 'Erný'],
  ['Ромашка', 'Ряска'],
])('K2: %j and %j are two names', (one, other) => {
  expect(nameKey(one)).not.toBe(nameKey(other));
  expect(nameKey(one)).not.toBe('');
});

test.each([
  ['Müller GmbH', 'MULLER GMBH'],
  ['Škoda Auto', 'skoda-auto'],
  ['ТОВ «Ромашка»', 'тов ромашка'],
])('K2: %j and %j are one name', (one, other) => expect(nameKey(one)).toBe(nameKey(other)));

test.each([
  ['11/26/2026', 'monthFirst', '2026-11-26'],
  ['05/04/2026', 'monthFirst', '2026-05-04'],
  ['05/04/2026', 'dayFirst', '2026-04-05'],
  ['05/04/2026', 'open', 'unclear'],
  ['05/05/2026', 'open', '2026-05-05'],
  ['26/11/2026', 'open', '2026-11-26'],
  ['11/26/2026 2:05 PM', 'monthFirst', '2026-11-26'],
] as const)('K6: the day %j of a column that is %s reads %j', (cell, order, day) => expect(dayOf(cell, order)).toBe(day));

test("K6: hosts of photographs and profiles are nobody's firm, below them too", () => {
  for (const host of ['https://lh3.googleusercontent.com/a=s100', 'https://pl.linkedin.com/in/x', 'gmail.com'])
    expect(isPublicHost(host)).toBe(true);
  expect(isPublicHost('https://firma.pl')).toBe(false);
});
