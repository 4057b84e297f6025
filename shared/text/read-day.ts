import { isDay } from './calendar-day.ts';
import { dayPhrases } from './day-phrases.ts';
import type { DayDirection, DayPhrase, Standpoint } from './day-reading.ts';
import { feastDays } from './feast-days.ts';
import { periodDays } from './period-days.ts';
import { foldedTyped } from './typed.ts';
import { fullDays, writtenDays } from './written-days.ts';

export type FoundDay = Readonly<{ day: string; phrase: string; at: number }>;

/** Longer than any way to write a day. */
const longest = 60;

/** What may stand before a day in a field of its own: "do piątku", "on the 10th". */
const before =
  '(?:(?:termin|deadline|due|dnia|najpozniej|not later than):? )?(?:(?:w dniu|z dnia|do|na|w|we|od|z|on|by|until|till|from|for|at) )?(?:the )?';

const phrases = [...writtenDays, ...dayPhrases, ...periodDays, ...feastDays];
const alone = ({ source, read }: DayPhrase) => ({ pattern: new RegExp(`^${before}(?:${source})[.,;]?$`, 'u'), read });
const inField = phrases.map(alone);
const inCell = fullDays.map(alone);
const inSentence = phrases
  .filter(({ only }) => only === undefined)
  .map(({ source, read }) => ({ pattern: new RegExp(`(?<![\\p{L}\\d])(?:${source})(?![\\p{L}\\d])`, 'gu'), read }));

/**
 * A day as typed into a field, in Polish or English whatever the screen speaks: figures day first, names of months, weekdays,
 * "jutro", "za 2 tygodnie", "next Friday", ISO. Undefined when it says no day of the calendar, or more than a day (an hour).
 */
export function readDay(typed: string, at: Readonly<{ today: string; direction?: DayDirection }>): string | undefined {
  return readBy(inField, typed, { today: at.today, direction: at.direction ?? 'ahead' });
}

/** Only a day written out with its year, which says the same whenever it is read: a cell of a file. */
export const readFullDay = (text: string): string | undefined => readBy(inCell, text, { today: '2000-01-01', direction: 'ahead' });

function readBy(readers: typeof inField, typed: string, at: Standpoint): string | undefined {
  if (typed.length > longest) return undefined;
  const text = foldedTyped(typed);
  for (const { pattern, read } of readers) {
    const match = pattern.exec(text);
    const day = match ? read(match.groups ?? {}, at) : undefined;
    if (day !== undefined && isDay(day)) return day;
  }
  return undefined;
}

/** Finds a day to come in folded text (see fold-in-place.ts). The phrase that stands first wins. */
export function findDay(text: string, today: string): FoundDay | undefined {
  const found = inSentence.flatMap(({ pattern, read }) =>
    [...text.matchAll(pattern)].flatMap((match) => {
      const day = read(match.groups ?? {}, { today, direction: 'ahead' });
      return day !== undefined && isDay(day) ? [{ day, phrase: match[0].trim(), at: match.index }] : [];
    }),
  );
  return found.sort((a, b) => a.at - b.at || b.phrase.length - a.phrase.length)[0];
}

/** "o 10:00", "o 14", "at 3pm", "10.30". Folded text. */
export const hasClockTime = (text: string): boolean =>
  /\b([01]?\d|2[0-3]):[0-5]\d\b|\b(o|godz\.?|godzinie|at) ([01]?\d|2[0-3])([:.][0-5]\d)?(?! ?(zl|pln|%|dni|osob|people))\b|\b(1[0-2]|[1-9]) ?(am|pm)\b/.test(
    text,
  );
