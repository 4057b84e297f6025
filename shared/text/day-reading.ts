import { dayOn, isDay } from './calendar-day.ts';

/**
 * Which way a day without its year lies: a planned day ahead, what has been (the last contact) back.
 * A bare weekday is the next one after today, or the last one before it.
 */
export type DayDirection = 'ahead' | 'back';

/** What a phrase is read against. */
export type Standpoint = Readonly<{ today: string; direction: DayDirection }>;
export type Groups = Readonly<Record<string, string | undefined>>;

/** One way to name a day: a pattern on folded text, and the day it means; undefined when there is no such day. */
export type DayPhrase = Readonly<{
  source: string;
  read: (groups: Groups, at: Standpoint) => string | undefined;
  /** Means a day only where nothing else is expected; in a sentence the same signs say other things. */
  only?: 'field';
}>;

export const yearOf = (day: string): number => Number(day.slice(0, 4));
export const monthOf = (day: string): number => Number(day.slice(5, 7));

/** The first of the days `make(0)`, `make(1)`, … that is today or lies in the direction; a day that is missing is passed over. */
export function nearest(at: Standpoint, tries: number, make: (steps: number) => string | undefined): string | undefined {
  for (let step = 0; step < tries; step += 1) {
    const day = make(at.direction === 'ahead' ? step : -step);
    if (day !== undefined && isDay(day) && (at.direction === 'ahead' ? day >= at.today : day <= at.today)) return day;
  }
  return undefined;
}

/** 29 February may be eight years away. */
const yearsWithALeap = 9;
export const nearestYear = (at: Standpoint, dayIn: (year: number) => string | undefined): string | undefined =>
  nearest(at, yearsWithALeap, (step) => dayIn(yearOf(at.today) + step));

export const nearestOn = (at: Standpoint, month: number, day: number): string | undefined =>
  nearestYear(at, (year) => dayOn(year, month, day));

export const laterOf = (a: string, b: string): string => (a > b ? a : b);
