import { describe, expect, test } from '@jest/globals';
import { foldInPlace } from './fold-in-place.ts';
import { findDay, hasClockTime } from './read-day.ts';

const monday = '2026-11-16';
const day = (text: string, today = monday): string | undefined => findDay(foldInPlace(text), today)?.day;

describe('days in Polish and English', () => {
  test.each([
    ['dziś', '2026-11-16'],
    ['today', '2026-11-16'],
    ['Jutro rano', '2026-11-17'],
    ['pojutrze', '2026-11-18'],
    ['the day after tomorrow', '2026-11-18'],
    ['w poniedziałek', '2026-11-23'],
    ['we wtorek', '2026-11-17'],
    ['do środy', '2026-11-18'],
    ['przed piątkiem', '2026-11-19'],
    ['w przyszły piątek', '2026-11-27'],
    ['by Sunday', '2026-11-22'],
    ['next monday', '2026-11-23'],
    ['za tydzień', '2026-11-23'],
    ['za miesiąc', '2026-12-16'],
    ['za pięć dni', '2026-11-21'],
    ['in a week', '2026-11-23'],
    ['within two months', '2027-01-16'],
    ['15.12', '2026-12-15'],
    ['15/12/2026', '2026-12-15'],
    ['do 1.02', '2027-02-01'],
    ['1 maja', '2027-05-01'],
    ['May 1st', '2027-05-01'],
    ['1st of May 2028', '2028-05-01'],
    ['29 lutego', '2028-02-29'],
    ['do 15-go', '2026-12-15'],
    ['by the 31st', '2026-12-31'],
    ['w tym tygodniu', '2026-11-20'],
    ['end of the year', '2026-12-31'],
    ['w przyszłym miesiącu', '2026-12-01'],
    ['w przyszłym tygodniu', '2026-11-23'],
  ])('%s is %s', (text, expected) => expect(day(text)).toBe(expected));
});

test.each([
  'kup 10.50 zł',
  'wersja 2.10.3',
  'środki czystości',
  'środowisko testowe',
  'czwarty etap',
  '31.02',
  '12.10 PLN',
  'maybe',
  'marka',
  'dzisiejszy',
  'Majka',
  'decydować',
  '45 grudnia',
  'lipa',
])('%s names no day', (text) => expect(day(text)).toBeUndefined());

test('on the day itself a weekday means the next one, and a month end stays', () => {
  expect(day('w piątek', '2026-11-20')).toBe('2026-11-27');
  expect(day('do końca miesiąca', '2026-11-30')).toBe('2026-11-30');
  expect(day('w tym tygodniu', '2026-11-21')).toBe('2026-11-21');
});

test('the first day named counts', () => expect(day('jutro, najpóźniej do piątku')).toBe('2026-11-17'));

test.each([
  ['o 10:00', true],
  ['o 14', true],
  ['at 3pm', true],
  ['10:30', true],
  ['o 3 dni', false],
  ['o dachu', false],
  ['dom 12', false],
])('%s tells a time: %s', (text, expected) => expect(hasClockTime(text)).toBe(expected));

test.each([
  ['spotkanie z novatex 4.12.2026 godz. 10:00', '2026-12-04'],
  ['oddac 4.1.2027', '2027-01-04'],
  ['do 15/12/2026 o 9', '2026-12-15'],
  ['faktura 12/11/2026 oplacona', undefined],
  ['sprawdzic fv 3/12/2026', undefined],
  ['wersja 1.12.2026.4', undefined],
])('U32: %s names the day %s', (text, expected) => expect(day(text)).toBe(expected));
