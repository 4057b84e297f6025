import { addDays, addMonths, dayOn, endOfMonth, mondayOf, weekdayOf } from './calendar-day.ts';
import { type DayPhrase, type Groups, laterOf, monthOf, nearest, nearestYear, type Standpoint, yearOf } from './day-reading.ts';
import { anyMonth, anyWeekday, monthNamed, monthWord, weekdayNamed } from './day-words.ts';

/** Weeks, months, quarters and years as days: the start of one is its first day, the middle of a month the 15th, the end its last day. */

const upTo = '(?:do |z |pod |na |w |we |by |at |in )?(?:the )?';
const endWord = '(?:konca|koniec|koncem|koncu|end of)';
const startWord = '(?:poczatk(?:u|iem)|poczatek|start of|beginning of|early(?: in)?)';
const middleWord = '(?:polow(?:a|ie|y|e)|srodk(?:u|iem)|srodek|mid|middle of)';
const thisOne = '(?:the |this |tego |tej |biezacego )?';
const nextOne = '(?:przyszly|nastepny|kolejny)';
const year = '(?: (?<year>\\d{4}))?';
const nth = '(?<nth>pierwsz(?:y|a|e)|drug(?:i|a|ie)|trzeci(?:a|e)?|czwart(?:y|a|e)|ostatni(?:a|e)?|first|second|third|fourth|last)';

export const periodDays: readonly DayPhrase[] = [
  { source: `${upTo}${endWord} (?:${thisOne}(?:day|dnia))|(?:by )?eod`, read: (_, { today }) => today, only: 'field' },
  {
    source: `(?:w )?tym tygodniu|(?:do |z |na )?(?:konca|koniec) tygodnia|(?:later )?this week|(?:by )?(?:the )?end of (?:the |this )?week|(?:by )?eow`,
    read: (_, { today }) => laterOf(fridayOf(today), today),
  },
  { source: '(?:w )?(?:przyszlym|nastepnym|kolejnym) tygodniu|next week', read: weeksOn(1) },
  { source: '(?:the )?week after next', read: weeksOn(2) },
  { source: '(?:w )?(?:zeszlym|ubieglym|poprzednim) tygodniu|last week', read: weeksOn(-1), only: 'field' },
  {
    source: '(?:w |na )?(?:ten |najblizszy )?weekend|(?:this |at the |on the )weekend',
    read: (_, { today }) => laterOf(addDays(fridayOf(today), 1), today),
  },
  { source: '(?:w |na )?(?:przyszly|nastepny) weekend|next weekend', read: (_, { today }) => addDays(fridayOf(today), 8) },
  { source: 'po weekendzie|after the weekend', read: weeksOn(1) },

  {
    source: `${upTo}${endWord} ${thisOne}(?:miesiaca|month)|(?:w )?tym miesiacu|this month|(?:by )?eom`,
    read: (_, { today }) => endOfMonth(today),
  },
  { source: '(?:w )?(?:przyszlym|nastepnym|kolejnym) miesiacu|next month', read: (_, { today }) => firstOf(addMonths(today, 1)) },
  {
    source: `${upTo}${endWord} (?:przyszlego|nastepnego|next) (?:miesiaca|month)`,
    read: (_, { today }) => endOfMonth(addMonths(today, 1)),
  },
  {
    source: `${upTo}${endWord} ${thisOne}(?:kwartalu|quarter)|(?:by )?eoq`,
    read: (_, { today }) => endOfMonth(addMonths(quarterOf(today), 2)),
  },
  { source: '(?:w )?(?:przyszlym|nastepnym) kwartale|next quarter', read: (_, { today }) => addMonths(quarterOf(today), 3) },
  { source: `${upTo}${endWord} ${thisOne}(?:roku|year)|(?:by )?eoy`, read: (_, { today }) => `${today.slice(0, 4)}-12-31` },
  { source: '(?:w )?(?:przyszlym|nastepnym) roku|next year', read: (_, { today }) => dayOn(yearOf(today) + 1, 1, 1) },

  // "A plan for next week" names what the plan is of, not its day: these only where a day is asked for.
  { source: `${nextOne} tydzien`, read: weeksOn(1), only: 'field' },
  { source: `${nextOne} miesiac`, read: (_, { today }) => firstOf(addMonths(today, 1)), only: 'field' },
  { source: `${nextOne} kwartal`, read: (_, { today }) => addMonths(quarterOf(today), 3), only: 'field' },
  { source: `${nextOne} rok`, read: (_, { today }) => dayOn(yearOf(today) + 1, 1, 1), only: 'field' },

  { source: `${upTo}${endWord} (?<name>${monthWord})${year}`, read: (groups, at) => inNamedMonth(groups, at, endOfMonth) },
  { source: `${upTo}${startWord} (?<name>${monthWord})${year}`, read: (groups, at) => inNamedMonth(groups, at, firstOf), only: 'field' },
  {
    source: `${upTo}${middleWord}[ -](?<name>${monthWord})${year}`,
    read: (groups, at) => inNamedMonth(groups, at, middleOf),
    only: 'field',
  },
  { source: `(?:(?:w|we|in) )?(?<name>${monthWord})${year}`, read: wholeMonth, only: 'field' },

  {
    source: `(?:w |we |on )?(?:the )?${nth} (?<weekday>${anyWeekday}) (?:(?:of|in) )?(?<name>${anyMonth})${year}`,
    read: nthOfNamed,
    only: 'field',
  },
  {
    source: `(?:w |we |on )?(?:the )?${nth} (?<weekday>${anyWeekday}) (?:(?:of|in) )?${thisOne}(?:miesiaca|month)`,
    read: nthOfThisMonth,
    only: 'field',
  },
];

function weeksOn(weeks: number) {
  return (_: Groups, { today }: Standpoint): string => addDays(mondayOf(today), 7 * weeks);
}

/** The last working day of the day's week. */
const fridayOf = (day: string): string => addDays(mondayOf(day), 4);
const firstOf = (day: string): string => `${day.slice(0, 7)}-01`;
const middleOf = (day: string): string => `${day.slice(0, 7)}-15`;
const quarterOf = (day: string): string => addMonths(firstOf(day), -((monthOf(day) - 1) % 3));

function inNamedMonth({ name, year: written }: Groups, at: Standpoint, place: (first: string) => string): string | undefined {
  const placed = (inYear: number): string | undefined => {
    const first = dayOn(inYear, monthNamed(name ?? ''), 1);
    return first && place(first);
  };
  return written === undefined ? nearestYear(at, placed) : placed(Number(written));
}

/** A month alone is its first day; said within it, what is left of it ends with its last. */
function wholeMonth(groups: Groups, at: Standpoint): string | undefined {
  const running = groups['year'] === undefined && monthNamed(groups['name'] ?? '') === monthOf(at.today);
  return inNamedMonth(groups, at, running && at.direction === 'ahead' ? endOfMonth : firstOf);
}

function nthOfNamed({ nth: which, weekday, ...month }: Groups, at: Standpoint): string | undefined {
  return inNamedMonth(month, at, (first) => nthWeekday(first, which ?? '', weekdayNamed(weekday ?? '')));
}

function nthOfThisMonth({ nth: which, weekday }: Groups, at: Standpoint): string | undefined {
  return nearest(at, 2, (step) => nthWeekday(addMonths(firstOf(at.today), step), which ?? '', weekdayNamed(weekday ?? '')));
}

const places = [/^(pierw|first)/, /^(drug|second)/, /^(trzec|third)/, /^(czwart|fourth)/];

function nthWeekday(first: string, which: string, wanted: number): string {
  const firstSuch = addDays(first, (wanted - weekdayOf(first) + 7) % 7);
  const place = places.findIndex((pattern) => pattern.test(which));
  if (place >= 0) return addDays(firstSuch, 7 * place);
  const last = endOfMonth(first);
  return addDays(last, -((weekdayOf(last) - wanted + 7) % 7));
}
