import { expect, test } from '@jest/globals';
import { addDays, addMonths, addWorkingDays, dayOn, easterSunday, endOfMonth, isDayOff, mondayOf, weekdayOf } from './calendar-day.ts';

test.each([
  ['2024-02-28', 1, '2024-02-29'],
  ['2025-12-31', 1, '2026-01-01'],
  ['2026-03-29', 1, '2026-03-30'],
  ['2026-10-25', -1, '2026-10-24'],
])('%s and %d days is %s, whatever clocks do', (day, days, expected) => {
  expect(addDays(day, days)).toBe(expected);
});

test('weeks begin on Monday', () => {
  expect(weekdayOf('2026-11-16')).toBe(1);
  expect(weekdayOf('2026-11-22')).toBe(7);
  expect(mondayOf('2026-11-22')).toBe('2026-11-16');
  expect(mondayOf('2026-11-16')).toBe('2026-11-16');
});

test.each([
  [2024, '2024-03-31'],
  [2025, '2025-04-20'],
  [2026, '2026-04-05'],
  [2027, '2027-03-28'],
  [2038, '2038-04-25'],
  [2049, '2049-04-18'],
])('Easter %d is on %s', (year, day) => expect(easterSunday(year)).toBe(day));

test.each([
  ['2026-04-06', true],
  ['2026-06-04', true],
  ['2026-11-11', true],
  ['2026-12-24', true],
  ['2026-11-12', false],
  ['2026-11-14', true],
])('%s is a day off: %s', (day, off) => expect(isDayOff(day)).toBe(off));

test.each([
  ['2026-11-16', 3, '2026-11-19'],
  ['2026-11-19', 3, '2026-11-24'],
  ['2026-11-10', 3, '2026-11-16'],
  ['2026-12-23', 3, '2026-12-30'],
  ['2026-11-14', 1, '2026-11-16'],
])('from %s, %d working days on is %s', (day, count, expected) => expect(addWorkingDays(day, count)).toBe(expected));

test.each([
  ['2026-01-31', 1, '2026-02-28'],
  ['2027-12-15', 1, '2028-01-15'],
  ['2028-01-31', 1, '2028-02-29'],
  ['2026-03-15', -3, '2025-12-15'],
])('%s and %d months is %s', (day, count, expected) => expect(addMonths(day, count)).toBe(expected));

test('days that do not exist are not made up', () => {
  expect(dayOn(2026, 2, 29)).toBeUndefined();
  expect(dayOn(2028, 2, 29)).toBe('2028-02-29');
  expect(dayOn(2026, 13, 1)).toBeUndefined();
  expect(endOfMonth('2028-02-10')).toBe('2028-02-29');
});
