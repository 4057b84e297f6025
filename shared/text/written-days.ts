import { addMonths, dayOn } from './calendar-day.ts';
import { type DayPhrase, type Groups, monthOf, nearest, nearestOn, type Standpoint, yearOf } from './day-reading.ts';
import { anyMonth, anyWeekday, monthNamed, monthWord, ordinalOf, ordinalWord } from './day-words.ts';

/** Days written in figures and in names of months. The day comes first, in both languages. */

const weekdayBefore = `(?:(?:${anyWeekday})[.,]{0,2} )?`;
const afterYear = ' ?(?:r\\.?|roku)?';
/** A spreadsheet's midnight behind a date says nothing; any other hour would be lost, so it is not read. */
const midnight = '(?:[t ]0?0:00(?::00(?:\\.0+)?)?z?)?';
const dayFigure = '(?<day>\\d{1,2})(?:\\.|-?(?:st|nd|rd|th|go|ego|iego|tego|ty|szy|szego))?';

/** Numbers of documents look like days. */
const noInvoice = '(?<!\\b(?:faktur[aeyi]|fv|nr|invoice|no\\.?) )(?<!\\d[.,/])';

/** Days that need no today: with their year of four figures. */
export const fullDays: readonly DayPhrase[] = [
  {
    source: `${weekdayBefore}(?<year>\\d{4})(?<sign>[-./])(?<month>\\d{1,2})\\k<sign>(?<day>\\d{1,2})${midnight}`,
    read: ({ year, month, day }) => dayOn(Number(year), Number(month), Number(day)),
    only: 'field',
  },
  {
    source: `${weekdayBefore}(?<day>\\d{1,2})(?<sign> ?[-./,] ?| )(?<month>\\d{1,2})\\k<sign>(?<year>\\d{4})(?:${midnight}|${afterYear})`,
    read: (groups) => dayFirst(groups, Number(groups['year'])),
    only: 'field',
  },
  {
    source: `${weekdayBefore}${dayFigure}(?: of|-)? ?(?<name>${anyMonth})\\.?,?[- ]?(?<year>\\d{4})${afterYear}`,
    read: named,
    only: 'field',
  },
  { source: `${weekdayBefore}(?<name>${anyMonth})\\.? ${dayFigure},? (?<year>\\d{4})`, read: named, only: 'field' },
  { source: `(?<nth>${ordinalWord}) (?:of )?(?<name>${anyMonth})\\.?,? (?<year>\\d{4})${afterYear}`, read: named, only: 'field' },
];

export const writtenDays: readonly DayPhrase[] = [
  ...fullDays,
  {
    source: `${weekdayBefore}(?<day>\\d{1,2})(?<sign>[./,])(?<month>\\d{1,2})\\k<sign>(?<short>\\d\\d)${afterYear}`,
    read: (groups, at) => dayFirst(groups, nearCentury(Number(groups['short']), yearOf(at.today))),
    only: 'field',
  },
  {
    source: `${weekdayBefore}(?<day>\\d{1,2})(?<sign> ?[./,] ?)(?<month>\\d{1,2})\\.?`,
    read: withoutYear,
    only: 'field',
  },
  { source: `${weekdayBefore}${dayFigure}(?: of|-)? ?(?<name>${anyMonth})\\.?`, read: named, only: 'field' },
  { source: `${weekdayBefore}(?<name>${anyMonth})\\.? ${dayFigure}`, read: named, only: 'field' },
  { source: `${weekdayBefore}(?<nth>${ordinalWord}) (?:of )?(?<name>${anyMonth})`, read: named, only: 'field' },
  { source: `(?<name>${anyMonth}) (?:the )?(?<nth>${ordinalWord})`, read: named, only: 'field' },
  {
    source: `(?<day>\\d{1,2})\\.? ?(?:-|do|to) ?(?<end>\\d{1,2})\\.? (?<name>${anyMonth})\\.?(?: (?<year>\\d{4})${afterYear})?`,
    read: (groups, at) => (Number(groups['end']) > Number(groups['day']) ? named(groups, at) : undefined),
    only: 'field',
  },
  { source: dayFigure, read: dayOfMonth, only: 'field' },

  // In a sentence: figures only with two for the month, and not where an amount or a measure stands.
  {
    source: `${noInvoice}(?<day>\\d{1,2})(?<sign>[./])(?<month>\\d{1,2})\\k<sign>(?<year>20\\d\\d)(?![.,]?\\d)`,
    read: inFigures,
  },
  { source: '(?<year>20\\d\\d)-(?<month>\\d{1,2})-(?<day>\\d{1,2})', read: inFigures },
  {
    source: '(?<!\\d[.,])(?<day>\\d{1,2})[./](?<month>\\d{2})(?![./]\\d)\\.?(?! ?(?:zl|pln|eur|usd|%|kg|h|godz|km|gb))(?![.,]?\\d)',
    read: inFigures,
  },
  { source: `(?<day>\\d{1,2})\\.?(?:st|nd|rd|th)?(?: of)? (?<name>${monthWord})\\.?(?: (?<year>20\\d\\d))?`, read: named },
  { source: `(?<name>${monthWord})\\.? (?<day>\\d{1,2})(?:st|nd|rd|th)?(?:,? (?<year>20\\d\\d))?`, read: named },
  { source: '(?:do|by the|until the) (?<day>\\d{1,2})(?:-?go|-?ego|st|nd|rd|th)', read: dayOfMonth },
];

/** Month first, as in 12/31/2026, only with a slash and only when the day cannot come first. */
function dayFirst({ day, month, sign }: Groups, year: number): string | undefined {
  const read = dayOn(year, Number(month), Number(day));
  return read ?? (sign?.trim() === '/' ? dayOn(year, Number(day), Number(month)) : undefined);
}

function withoutYear({ day, month, sign }: Groups, at: Standpoint): string | undefined {
  const read = nearestOn(at, Number(month), Number(day));
  return read ?? (sign?.trim() === '/' ? nearestOn(at, Number(day), Number(month)) : undefined);
}

function inFigures({ year, month, day }: Groups, at: Standpoint): string | undefined {
  return year === undefined ? nearestOn(at, Number(month), Number(day)) : dayOn(Number(year), Number(month), Number(day));
}

function named({ name, nth, day, year }: Groups, at: Standpoint): string | undefined {
  const month = monthNamed(name ?? '');
  const date = nth === undefined ? Number(day) : ordinalOf(nth);
  return year === undefined ? nearestOn(at, month, date) : dayOn(Number(year), month, date);
}

/** The day of this month, or of the nearest one that has such a day. */
function dayOfMonth({ day }: Groups, at: Standpoint): string | undefined {
  const first = `${at.today.slice(0, 7)}-01`;
  const monthsWithA31st = 3;
  return nearest(at, monthsWithA31st, (step) => {
    const month = addMonths(first, step);
    return dayOn(yearOf(month), monthOf(month), Number(day));
  });
}

/** Of the years that end so, the one within half a century of today: 98 is 1998 and 31 is 2031. */
function nearCentury(short: number, thisYear: number): number {
  const inThis = thisYear - (thisYear % 100) + short;
  if (inThis - thisYear >= 50) return inThis - 100;
  return thisYear - inThis > 50 ? inThis + 100 : inThis;
}
