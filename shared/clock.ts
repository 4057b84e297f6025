/**
 * The only maker of time. Decisions take `now` as an argument; tests pass `fixedClock`.
 */
export type Clock = Readonly<{ now(): Date }>;

export const systemClock: Clock = { now: () => new Date() };

export const fixedClock = (iso: string): Clock => ({ now: () => new Date(iso) });

/** Milliseconds that never run backwards, for durations only. */
export const monotonicMs = (): number => performance.now();

export const addDays = (date: Date, days: number): Date => new Date(date.getTime() + days * 86_400_000);

/** Date-only value (`YYYY-MM-DD`) of an instant in a time zone; a calendar date is never an instant in our code. */
export const dateIn = (instant: Date, timeZone: string): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(instant);
