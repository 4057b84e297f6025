import { describe, expect, test } from '@jest/globals';
import { readDay, readFullDay } from './read-day.ts';

const wednesday = '2026-11-25';
const ahead = (typed: string, today = wednesday): string | undefined => readDay(typed, { today });
const back = (typed: string, today = wednesday): string | undefined => readDay(typed, { today, direction: 'back' });

/** Seen from Wednesday 25 November 2026: each day with the ways to say it. */
const said: Readonly<Record<string, readonly string[]>> = {
  '2026-11-25': ['dziś', 'dzis', 'na dziś', 'na koniec dnia', 'do 25.', 'today', 'by EOD', 'this Wednesday'],
  '2026-11-26': ['jutro', 'JUTRO', 'na jutro', 'do jutra', 'najbliższy dzień roboczy', 'na czwartek', 'tomorrow'],
  '2026-11-27': [
    'pojutrze',
    'w piątek',
    'pt',
    'w piatek',
    'w najbliższy piątek',
    'w ten piątek',
    'do piątku',
    'w tym tygodniu',
    'do końca tygodnia',
    'w ostatni piątek miesiąca',
    'piątek 27 listopada',
    'wtorek 27 listopada',
    'the day after tomorrow',
    'by EOW',
    'on Friday',
    'by Friday',
    'last Friday of the month',
  ],
  '2026-11-28': ['za 3 dni', 'w sobotę', 'w weekend', 'this weekend', 'on Saturday'],
  '2026-11-30': [
    'za 3 dni robocze',
    'w poniedziałek',
    'od poniedziałku',
    'po weekendzie',
    'w przyszłym tygodniu',
    'do końca miesiąca',
    'within 3 business days',
    'by EOM',
    'next week',
    'end of the month',
  ],
  '2026-12-01': ['we wtorek', 'w przyszły wtorek', 'w przyszłym miesiącu', 'w grudniu', 'pierwszego grudnia', 'Tuesday', 'next Tuesday'],
  '2026-12-02': ['za tydzień', 'za tydz.', '7 dni od dziś', 'w ciągu 5 dni roboczych', 'w środę', 'w srode', 'in a week', 'on Wednesday'],
  '2026-12-04': ['w przyszły piątek', 'za tydzień w piątek', 'a week from Friday', 'next Friday'],
  '2026-12-06': ['na mikołajki'],
  '2026-12-07': ['the week after next'],
  '2026-12-09': ['za 2 tyg.', 'za dwa tygodnie', 'w ciągu 14 dni', 'do 9 grudnia', 'in 2 weeks', 'in a fortnight'],
  '2026-12-10': ['on the 10th'],
  '2026-12-15': [
    'w połowie grudnia',
    '15 grudnia',
    '15.12',
    '15.12.2026',
    '15/12',
    '2026-12-15',
    '15 XII',
    '15 gru.',
    'on 15 December',
    'Dec 15',
    '12/15',
  ],
  '2026-12-20': ['do 20-go'],
  '2026-12-21': ['od 21 do 31 grudnia', 'from 21 to 31 December'],
  '2026-12-23': ['przed świętami', 'before Christmas'],
  '2026-12-24': ['w Wigilię'],
  '2026-12-25': ['za miesiąc', 'in a month'],
  '2026-12-28': ['po świętach'],
  '2026-12-31': ['do końca roku', 'do końca kwartału'],
  '2027-01-01': ['na początku stycznia', 'w przyszłym roku', 'early January'],
  '2027-01-04': ['w pierwszy poniedziałek stycznia', 'po Nowym Roku', 'first Monday of January', 'after New Year'],
  '2027-01-31': ['do końca stycznia', 'by the end of January'],
  '2027-02-25': ['za kwartał'],
  '2027-03-03': ['3-5 marca'],
  '2027-04-03': ['3/4'],
  '2027-05-01': ['w maju', 'in May'],
  '2027-05-03': ['3 maja 2027'],
  '2027-05-25': ['za pół roku'],
  '2027-05-27': ['w Boże Ciało'],
  '2027-11-24': ['24 listopada'],
  '2027-12-15': ['15 grudnia 2027', 'on December 15th, 2027'],
};

test.each(Object.entries(said).flatMap(([day, ways]) => ways.map((way) => [way, day] as const)))('U1: %s is %s', (way, day) =>
  expect(ahead(way)).toBe(day),
);

test.each([
  ['4.12.2026', '2026-12-04'],
  ['04.12.2026', '2026-12-04'],
  ['05.06.2027', '2027-06-05'],
  ['20.11.2026', '2026-11-20'],
  ['31.12.2026', '2026-12-31'],
  ['04/12/2026', '2026-12-04'],
  ['31/12/2026', '2026-12-31'],
  ['4-12-2026', '2026-12-04'],
  ['2026/12/4', '2026-12-04'],
  ['2026.12.04', '2026-12-04'],
  ['4. 12. 2026 r.', '2026-12-04'],
  ['4\u00a0grudnia\u202f2026', '2026-12-04'],
  ['\ufeff4.12.2026\u200b', '2026-12-04'],
  ['4\u201112\u20112026', '2026-12-04'],
  ['4 grudnia 2026 roku', '2026-12-04'],
  ['4 GRUDNIA', '2026-12-04'],
  ['4 Dec 2026', '2026-12-04'],
  ['Dec 4, 2026', '2026-12-04'],
  ['4-gru-2026', '2026-12-04'],
  ['4.XII.2026', '2026-12-04'],
  ['4 XII 2026', '2026-12-04'],
  ['pt., 4 grudnia 2026', '2026-12-04'],
  ['Fri, 4 December 2026', '2026-12-04'],
  ['4.12.2026 00:00:00', '2026-12-04'],
  ['4,12,2026', '2026-12-04'],
  ['4,12', '2026-12-04'],
  ['przyszły tydzień', '2026-11-30'],
  ['następny miesiąc', '2026-12-01'],
  ['the 4th of December', '2026-12-04'],
  ['4.12', '2026-12-04'],
  ['4.12.', '2026-12-04'],
  ['4/12', '2026-12-04'],
  ['4.12.26', '2026-12-04'],
  ['4/12/98', '1998-12-04'],
  ['12/31/2026', '2026-12-31'],
  ['pt', '2026-11-27'],
  ['Śr.', '2026-12-02'],
  ['wczoraj', '2026-11-24'],
  ['tydzień temu', '2026-11-18'],
  ['2 weeks ago', '2026-11-11'],
  ['za 2tyg', '2026-12-09'],
  ['za rok', '2027-11-25'],
  ['dwudziestego piątego grudnia', '2026-12-25'],
  ['December first', '2026-12-01'],
  ['drugi wtorek stycznia', '2027-01-12'],
  ['w tym miesiącu', '2026-11-30'],
  ['w zeszły piątek', '2026-11-20'],
  ['Wielkanoc', '2027-03-28'],
  ['1.1.0001', '0001-01-01'],
  ['9999-12-31', '9999-12-31'],
])('U1: typed %s is read as %s', (typed, day) => expect(ahead(typed)).toBe(day));

test.each([
  '31.02.2026',
  '29.02.2027',
  '29 lutego 2027',
  'Feb 30',
  '31.04',
  '32.1',
  '0.5',
  '0.12.2026',
  '12.13',
  '26-12-04',
  '0000-01-01',
  '1.1.0000',
  '10000-01-01',
  'za 9999 lat',
  '9999 lat temu',
  'jutro o 14',
  '2026-12-04T10:00:00Z',
  '4.12.2026 14:00',
  '15 krzeseł',
  'zaraz',
  'za chwilę',
  '3 dni',
  'do 5 do 3 grudnia',
  '12.2026',
  '2026',
  '-',
  ' ',
  'x'.repeat(10_000),
  '9'.repeat(10_000),
  '\u0000',
])('U1: %p is no day and is not guessed at', (typed) => expect(ahead(typed)).toBeUndefined());

describe('U1: without a year the nearest such day that way', () => {
  test.each([
    ['24 listopada', '2027-11-24', '2026-11-24'],
    ['25.11', '2026-11-25', '2026-11-25'],
    ['26.11', '2026-11-26', '2025-11-26'],
    ['29.02', '2028-02-29', '2024-02-29'],
    ['piątek', '2026-11-27', '2026-11-20'],
    ['środa', '2026-12-02', '2026-11-18'],
    ['31', '2026-12-31', '2026-10-31'],
    ['w Wigilię', '2026-12-24', '2025-12-24'],
  ])('%s is %s ahead and %s back', (typed, later, earlier) => {
    expect(ahead(typed)).toBe(later);
    expect(back(typed)).toBe(earlier);
  });
});

test('U1: on a Friday, Friday is the next one; the week around New Year is no exception', () => {
  expect(ahead('w piątek', '2026-11-27')).toBe('2026-12-04');
  expect(ahead('Fri', '2026-11-27')).toBe('2026-12-04');
  expect(ahead('przyszły poniedziałek', '2026-12-31')).toBe('2027-01-04');
  expect(ahead('koniec kwartału', '2026-12-31')).toBe('2026-12-31');
  expect(ahead('29.02', '2096-03-01')).toBe('2104-02-29');
});

test('the holidays without a name are the nearer ones', () => {
  expect(ahead('przed świętami', '2027-03-10')).toBe('2027-03-26');
  expect(ahead('po świętach', '2027-03-10')).toBe('2027-03-30');
  expect(ahead('przed świętami', '2027-04-10')).toBe('2027-12-23');
});

test.each([
  ['2026-12-04', '2026-12-04'],
  ['4.12.2026', '2026-12-04'],
  ['4 grudnia 2026', '2026-12-04'],
  ['Dec 4, 2026', '2026-12-04'],
  ['4.12', undefined],
  ['jutro', undefined],
  ['4.12.26', undefined],
])('a cell that says %s holds the day %s', (cell, day) => expect(readFullDay(cell)).toBe(day));
