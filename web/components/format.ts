import type { Locale } from '@crm-gtd/shared/contracts/gateway/identity.ts';
import type { Money } from '@crm-gtd/shared/contracts/money.ts';

const tagOf: Readonly<Record<Locale, string>> = { pl: 'pl-PL', en: 'en-GB' };

const minorUnits = 100;
/** Intl's amounts of 10^13 grosze still fit a double exactly. */
const major = (amount: number): number => amount / minorUnits;

const dayNumeric = { day: '2-digit', month: '2-digit', year: 'numeric' } as const;
const dayWords = { day: 'numeric', month: 'short', year: 'numeric' } as const;

const relativeSteps: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

const inWords = (format: Intl.RelativeTimeFormat, seconds: number): string => {
  const [unit, size] = relativeSteps.find(([, length]) => Math.abs(seconds) >= length) ?? ['second', 1];
  return format.format(Math.trunc(seconds / size), unit);
};

/** A calendar day has no zone: noon UTC is the same day everywhere we print it as UTC. */
const noon = (day: string): Date => new Date(`${day}T12:00:00Z`);

/** Intl writes the year 33 with two figures, which read back are another year. */
const written = (format: Intl.DateTimeFormat, day: string): string =>
  format
    .formatToParts(noon(day))
    .map(({ type, value }) => (type === 'year' ? day.slice(0, 4) : value))
    .join('');

export const formatsOf = (locale: Locale, timeZone: string) => {
  const tag = tagOf[locale];
  const day = new Intl.DateTimeFormat(tag, { ...(locale === 'pl' ? dayNumeric : dayWords), timeZone });
  const calendarDay = new Intl.DateTimeFormat(tag, { ...(locale === 'pl' ? dayNumeric : dayWords), timeZone: 'UTC' });
  const monthOfYear = new Intl.DateTimeFormat(tag, { month: 'long', year: 'numeric', timeZone: 'UTC' });
  const weekday = new Intl.DateTimeFormat(tag, { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' });
  const whole = new Intl.DateTimeFormat(tag, { weekday: 'short', day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
  const time = new Intl.DateTimeFormat(tag, { hour: '2-digit', minute: '2-digit', timeZone, hourCycle: 'h23' });
  const isoDay = new Intl.DateTimeFormat('sv-SE', { timeZone });
  const relative = new Intl.RelativeTimeFormat(tag, { numeric: 'auto' });
  const number = new Intl.NumberFormat(tag, { useGrouping: 'always' });
  const percent = new Intl.NumberFormat(tag, { style: 'percent', maximumFractionDigits: 0 });
  return {
    locale,
    money: ({ amount, currency }: Money): string =>
      new Intl.NumberFormat(tag, { style: 'currency', currency, useGrouping: 'always' }).format(major(amount)),
    /** For dense places: whole units, no grosze. */
    roundMoney: ({ amount, currency }: Money): string =>
      new Intl.NumberFormat(tag, { style: 'currency', currency, useGrouping: 'always', maximumFractionDigits: 0 }).format(major(amount)),
    number: (value: number): string => number.format(value),
    percent: (share: number): string => percent.format(share),
    day: (value: string): string => (value.length === 10 ? written(calendarDay, value) : day.format(new Date(value))),
    /** `2026-11` in words. */
    month: (value: string): string => monthOfYear.format(noon(`${value}-01`)),
    longDay: (value: string): string => weekday.format(noon(value)),
    /** With its weekday and year: what a typed day was understood as. */
    wholeDay: (value: string): string => (value === '' ? '' : written(whole, value)),
    dateTime: (instant: string): string => `${day.format(new Date(instant))}, ${time.format(new Date(instant))}`,
    time: (instant: string): string => time.format(new Date(instant)),
    ago: (instant: string): string => inWords(relative, (Date.parse(instant) - Date.now()) / 1_000),
    /** Whole days from today to that calendar day: negative is past. */
    daysUntil: (calendar: string): number =>
      Math.round((noon(calendar).getTime() - noon(isoDay.format(new Date())).getTime()) / 86_400_000),
    inDays: (days: number): string => relative.format(days, 'day'),
    /** The Sunday this week ends on. */
    weekEnd: (): string => {
      const today = noon(isoDay.format(new Date()));
      const left = (7 - today.getUTCDay()) % 7;
      return new Date(today.getTime() + left * 86_400_000).toISOString().slice(0, 10);
    },
    today: (): string => isoDay.format(new Date()),
    dayAfter: (days: number): string => new Date(noon(isoDay.format(new Date())).getTime() + days * 86_400_000).toISOString().slice(0, 10),
  };
};

export type Formats = ReturnType<typeof formatsOf>;
