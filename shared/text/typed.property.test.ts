import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addDays, isDay } from './calendar-day.ts';
import { readAmount } from './read-amount.ts';
import { readDay } from './read-day.ts';

const days = fc.integer({ min: 0, max: 3_652_058 }).map((days) => addDays('0001-01-01', days));
const today = fc.integer({ min: 0, max: 60_000 }).map((days) => addDays('1970-01-01', days));
const direction = fc.constantFrom('ahead' as const, 'back' as const);
const monthsOfYear = Array.from({ length: 12 }, (_, month) => month);
const names = (['pl-PL', 'en-GB', 'en-US'] as const).flatMap((tag) =>
  (['long', 'short'] as const).map((form) => {
    const format = new Intl.DateTimeFormat(tag, { day: 'numeric', month: form, timeZone: 'UTC' });
    const month = (index: number): string | undefined =>
      format.formatToParts(new Date(Date.UTC(2026, index, 3))).find(({ type }) => type === 'month')?.value;
    return monthsOfYear.map(month);
  }),
);

test('U1: a day written out in any usual way is read back as itself, whenever that is', () => {
  fc.assert(
    fc.property(
      days,
      today,
      direction,
      fc.constantFrom('.', '/', '-', '. ', ' '),
      fc.constantFrom(...names),
      (day, now, way, sign, months) => {
        const [year = '', month = '', date = ''] = day.split('-');
        const at = { today: now, direction: way };
        expect(readDay(day, at)).toBe(day);
        expect(readDay([Number(date), Number(month), year].join(sign), at)).toBe(day);
        expect(readDay([date, month, year].join(sign), at)).toBe(day);
        expect(readDay(`${Number(date)} ${months[Number(month) - 1]} ${year}`, at)).toBe(day);
      },
    ),
  );
});

test('U1: a day without its year is the nearest that way', () => {
  fc.assert(
    fc.property(days, today, direction, (day, now, way) => {
      const read = readDay(day.slice(5).split('-').reverse().join('.'), { today: now, direction: way });
      expect(read?.slice(5)).toBe(day.slice(5));
      if (way === 'ahead') expect((read ?? '') >= now).toBe(true);
      else expect((read ?? '') <= now).toBe(true);
    }),
  );
});

const words = fc.constantFrom(
  ...'za w do przed po dwa 2 15 31 99 9999 dni tygodnie miesiąc lat piątek next last this of koniec roku grudnia XII święta 1.2 29.02 / . - ( ) zł € PLN'.split(
    ' ',
  ),
);
const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.string({ unit: fc.constantFrom(...'0123456789.,-/ \u00a0'), maxLength: 70 }),
  fc.array(words, { maxLength: 8 }).map((some) => some.join(' ')),
);

test('U1, U40: whatever is typed, nothing is thrown and nothing impossible comes out', () => {
  fc.assert(
    fc.property(hostile, today, direction, fc.constantFrom(',' as const, '.' as const), (typed, now, way, decimal) => {
      const day = readDay(typed, { today: now, direction: way });
      expect(day === undefined || isDay(day)).toBe(true);
      const most = 1_000_000_000_000;
      const amount = readAmount(typed, { decimal, most, mayBeNegative: true });
      if (amount.ok) expect(Number.isSafeInteger(amount.minor) && Math.abs(amount.minor) <= most).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('U40: an amount in any usual way of writing is read back to the last grosz', () => {
  const tags = { ',': 'pl-PL', '.': 'en-GB' } as const;
  fc.assert(
    fc.property(
      fc.integer({ min: -1_000_000_000_000, max: 1_000_000_000_000 }),
      fc.constantFrom(',' as const, '.' as const),
      fc.constantFrom('PLN', 'EUR', 'USD', 'GBP', 'CZK'),
      fc.boolean(),
      (minor, decimal, currency, useGrouping) => {
        const written = new Intl.NumberFormat(tags[decimal], { style: 'currency', currency, useGrouping }).format(minor / 100);
        const read = readAmount(written, { decimal, most: 1_000_000_000_000, mayBeNegative: true });
        expect(read).toEqual({ ok: true, minor: minor === 0 ? 0 : minor, currency });
      },
    ),
  );
});
