import { addDays, addMonths, addWorkingDays, mondayOf, weekdayOf } from './calendar-day.ts';
import type { DayPhrase, Groups, Standpoint } from './day-reading.ts';
import { anyWeekday, countOf, countWord, unitWord, weekdayNamed, weekdayWord } from './day-words.ts';

/** Days named by their distance from today, and weekdays. */

const away =
  (days: number) =>
  (_: Groups, { today }: Standpoint): string =>
    addDays(today, days);

const whichWeek =
  '(?<which>ten|ta|te|to|tym|przyszl(?:y|a|e|ym|ej)|nastepn(?:y|a|e|ym|ej)|kolejn(?:y|a|e)|najblizsz(?:y|a|e|ym)|this|next|coming) ';
const weekPast = '(?<which>zeszl(?:y|a|e)|ubiegl(?:y|a|e)|poprzedni(?:a|e)?|miniony|miniona|ostatni(?:a|e)?|last|previous) ';
const weeksOn = `(?<count>${countWord})? ?(?:tydzien|tydz\\.?|tyg\\.?|tygodni[ea]?|weeks?)`;

export const dayPhrases: readonly DayPhrase[] = [
  { source: 'dzis|dzisiaj|dzis wieczorem|today|tonight', read: away(0) },
  { source: 'jutro|tomorrow', read: away(1) },
  { source: 'jutra|tmrw', read: away(1), only: 'field' },
  { source: 'pojutrze|(?:the )?day after tomorrow', read: away(2) },
  { source: 'wczoraj|yesterday', read: away(-1), only: 'field' },
  { source: 'przedwczoraj|(?:the )?day before yesterday', read: away(-2), only: 'field' },

  { source: `(?:za|w ciagu|in|within) (?<count>${countWord})? ?(?<unit>${unitWord})`, read: later },
  { source: '(?:za|w ciagu) pol roku|(?:in|within) half a year', read: (_, { today }) => addMonths(today, 6) },
  {
    source: `(?:za|w ciagu|in|within) (?<count>${countWord})? ?(?:(?:dni|dzien) robocz(?:y|e|ych)|(?:business|working|work) days?)`,
    read: ({ count }, { today }) => workingDaysOn(today, countOf(count)),
  },
  {
    source: '(?:najblizszy|nastepny|kolejny) dzien roboczy|(?:the )?next (?:business|working|work) day',
    read: (_, { today }) => addWorkingDays(today, 1),
  },
  {
    source: `(?<count>${countWord})? ?(?<unit>${unitWord}) (?:od (?:dzis|dzisiaj|teraz)|from (?:now|today))`,
    read: later,
    only: 'field',
  },
  { source: `(?<count>${countWord})? ?(?<unit>${unitWord}) (?:temu|ago)`, read: earlier, only: 'field' },

  { source: `za ${weeksOn} (?:w|we) (?<weekday>${weekdayWord})`, read: weeksAfterWeekday },
  { source: `(?:w |we )?(?<weekday>${weekdayWord}) za ${weeksOn}`, read: weeksAfterWeekday, only: 'field' },
  { source: `${weeksOn} (?:from|after) (?<weekday>${weekdayWord})|in ${weeksOn} on (?<other>${weekdayWord})`, read: weeksAfterWeekday },
  {
    source: `(?<before>przed |before )?(?:(?:w|we|do|na|od|on|by|until|till|for) )?(?:${whichWeek})?(?<weekday>${weekdayWord})`,
    read: onWeekday,
  },
  { source: `(?:${whichWeek})?(?<weekday>${anyWeekday})\\.?`, read: onWeekday, only: 'field' },
  { source: `${weekPast}(?<weekday>${anyWeekday})`, read: onPastWeekday, only: 'field' },
];

function later({ count, unit }: Groups, { today }: Standpoint): string {
  return moved(today, countOf(count), unit ?? '');
}

function earlier({ count, unit }: Groups, { today }: Standpoint): string {
  return moved(today, -countOf(count), unit ?? '');
}

function moved(day: string, count: number, unit: string): string {
  if (/^d/.test(unit)) return addDays(day, count);
  if (/^(tydz|tyg|week)/.test(unit)) return addDays(day, 7 * count);
  if (unit.startsWith('fortnight')) return addDays(day, 14 * count);
  return addMonths(day, count * monthsIn(unit));
}

function monthsIn(unit: string): number {
  if (/^m/.test(unit)) return 1;
  return /^[kq]/.test(unit) ? 3 : 12;
}

/** The most one counts in working days; beyond it a date is meant, and each step is a step of a loop. */
const mostWorkingDays = 1_000;
const workingDaysOn = (today: string, count: number): string | undefined =>
  count > mostWorkingDays ? undefined : addWorkingDays(today, count);

/** Whole weeks after the coming one of that name. */
function weeksAfterWeekday({ count, weekday, other }: Groups, { today }: Standpoint): string {
  return addDays(comingWeekday(weekdayNamed(weekday ?? other ?? ''), today), 7 * countOf(count));
}

const comingWeekday = (wanted: number, today: string): string => addDays(today, (wanted - weekdayOf(today) + 7) % 7 || 7);
const pastWeekday = (wanted: number, today: string): string => addDays(today, -((weekdayOf(today) - wanted + 7) % 7 || 7));

/** Bare it is the next one to come; "this" is of this week, Monday to Sunday, and "next" of the next; "before Friday" ends on Thursday. */
function onWeekday({ before, which = '', weekday }: Groups, at: Standpoint): string {
  const day = weekdayIn(which, weekdayNamed(weekday ?? ''), at);
  return before === undefined ? day : addDays(day, -1);
}

function weekdayIn(which: string, wanted: number, { today, direction }: Standpoint): string {
  const ofThisWeek = addDays(mondayOf(today), wanted - 1);
  if (/^(te|ta|to|tym|this)/.test(which)) return ofThisWeek;
  if (/^(przyszl|nastepn|kolejn|next)/.test(which)) return addDays(ofThisWeek, 7);
  return direction === 'back' && which === '' ? pastWeekday(wanted, today) : comingWeekday(wanted, today);
}

/** "The last Friday" is the one just gone; "last week's Friday" and "last Friday" are of the week before. */
function onPastWeekday({ which = '', weekday }: Groups, { today }: Standpoint): string {
  const wanted = weekdayNamed(weekday ?? '');
  return /^(ostatni|minion)/.test(which) ? pastWeekday(wanted, today) : addDays(mondayOf(today), wanted - 8);
}
