import { expect, test } from '@jest/globals';
import { readAmount } from './read-amount.ts';

const most = 1_000_000_000_000;
const read = (typed: string, decimal: ',' | '.' = ','): unknown => {
  const amount = readAmount(typed, { decimal, most });
  return amount.ok ? amount.minor : amount.fault;
};

test.each([
  '12.500,50',
  '12 500,50',
  '12\u00a0500,50',
  '12\u202f500,50',
  '12\u2009500,50',
  "12'500.50",
  '12’500,50',
  '12500.50',
  '12500,50',
  '12500,5',
  '12,500.50',
  '12 500,50 zł',
  '12 500,50zl',
  'PLN 12,500.50',
  '12.500,50 złotych',
])('U40: %s is 12 500,50 in both languages', (typed) => {
  expect(read(typed, ',')).toBe(1_250_050);
  expect(read(typed, '.')).toBe(1_250_050);
});

test.each([
  ['1.234', 123_400, 'tooPrecise'],
  ['1,234', 'tooPrecise', 123_400],
  ['1.234.567', 123_456_700, 123_456_700],
  ['1,234,567', 123_456_700, 123_456_700],
  ['1.23', 123, 123],
  ['1,2', 120, 120],
  ['1,2345', 'tooPrecise', 'tooPrecise'],
  ['1.234,567', 'tooPrecise', 'tooPrecise'],
  ['.5', 50, 50],
  [',50', 50, 50],
  ['5,', 500, 500],
  ['500,-', 50_000, 50_000],
  ['500,- zł', 50_000, 50_000],
  ['007', 700, 700],
  ['-0', 0, 0],
])('U40: %s is %s in Polish and %s in English', (typed, polish, english) => {
  expect(read(typed, ',')).toBe(polish);
  expect(read(typed, '.')).toBe(english);
});

test.each([
  ['', 'unreadable'],
  ['abc', 'unreadable'],
  ['1e5', 'unreadable'],
  ['10%', 'unreadable'],
  ['12 zł 50 gr', 'unreadable'],
  ['12 50', 'unreadable'],
  ['1 2345', 'unreadable'],
  ['12.50,00', 'unreadable'],
  ['0012.500', 'unreadable'],
  ['zł', 'unreadable'],
  ['PLN 5 EUR', 'unreadable'],
  ['--5', 'unreadable'],
  ['(5', 'unreadable'],
  ['.', 'unreadable'],
  ['x'.repeat(10_000), 'unreadable'],
  ['-500', 'negative'],
  ['(500)', 'negative'],
  ['99999999999999', 'tooLarge'],
  ['10 000 000 000,01', 'tooLarge'],
  ['10 000 000 000', most],
])('U40: %s is refused as %s or read wholly', (typed, expected) => expect(read(typed)).toBe(expected));

test('U40: an amount below zero where there may be one', () => {
  for (const typed of ['-500', '−500', '- 500 zł', '-PLN 500.00', 'PLN -500', '(500)'])
    expect(readAmount(typed, { decimal: ',', most, mayBeNegative: true })).toMatchObject({ ok: true, minor: -50_000 });
});

test.each([
  ['5 zł', 'PLN'],
  ['5 €', 'EUR'],
  ['€5', 'EUR'],
  ['5 euro', 'EUR'],
  ['US$5', 'USD'],
  ['5 Kč', 'CZK'],
  ['£5', 'GBP'],
  ['5', undefined],
])('%s names the currency %s', (typed, currency) =>
  expect(readAmount(typed, { decimal: ',', most })).toEqual({ ok: true, minor: 500, currency }),
);
