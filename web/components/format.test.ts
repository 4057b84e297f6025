import { readDay } from '@crm-gtd/shared/text/read-day.ts';
import { expect, test } from '@jest/globals';
import { formatsOf } from './format.ts';

const plain = (text: string): string => text.replace(/[\u00a0\u202f]/g, ' ');
const pl = formatsOf('pl', 'Europe/Warsaw');
const en = formatsOf('en', 'Europe/Warsaw');

test('money the Polish way, with grosze and grouped thousands', () => {
  expect(plain(pl.money({ amount: 123_456, currency: 'PLN' }))).toBe('1 234,56 zł');
  expect(plain(pl.money({ amount: 1, currency: 'PLN' }))).toBe('0,01 zł');
  expect(plain(pl.roundMoney({ amount: 12_345_600, currency: 'PLN' }))).toBe('123 456 zł');
  expect(plain(en.money({ amount: 123_456, currency: 'PLN' }))).toBe('PLN 1,234.56');
});

test('a calendar day is the same day in every zone', () => {
  for (const zone of ['Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Europe/Warsaw'])
    expect(formatsOf('pl', zone).day('2026-08-22')).toBe('22.08.2026');
});

test('U1: whatever day a field shows, it reads back, and says with its weekday', () => {
  for (const formats of [pl, en])
    for (const day of ['2026-12-04', '2027-09-30', '0001-01-01', '0099-12-31', '9999-12-31']) {
      expect(readDay(formats.day(day), { today: '2026-11-25' })).toBe(day);
      expect(readDay(formats.wholeDay(day), { today: '2026-11-25', direction: 'back' })).toBe(day);
    }
  expect(pl.wholeDay('2026-12-04')).toBe('pt., 4 grudnia 2026');
});

test('an instant is told in the reader’s zone and in 24 hours', () => {
  expect(pl.dateTime('2026-08-22T22:30:00Z')).toBe('23.08.2026, 00:30');
  expect(formatsOf('pl', 'America/New_York').dateTime('2026-08-22T22:30:00Z')).toBe('22.08.2026, 18:30');
});

test('days until today, tomorrow and yesterday', () => {
  expect(pl.daysUntil(pl.today())).toBe(0);
  expect(pl.daysUntil(pl.dayAfter(1))).toBe(1);
  expect(pl.daysUntil(pl.dayAfter(-3))).toBe(-3);
});
