import { isId } from '../ids.ts';
import { isDay } from '../text/calendar-day.ts';
import { isStorable } from '../text/clean.ts';
import { isInstant } from './filter-values.ts';
import type { SortField } from './list-query.ts';

const [minBigint, maxBigint] = [-(2n ** 63n), 2n ** 63n - 1n];
const isBigint = (key: string): boolean => /^-?\d{1,19}$/.test(key) && BigInt(key) >= minBigint && BigInt(key) <= maxBigint;

/** As PostgreSQL writes it: `2026-11-27 14:16:04.123+00`. */
const isTimestamp = (key: string): boolean => {
  const [, day, time, offset] = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?)([+-]\d{2})(?::?00)?$/.exec(key) ?? [];
  return day !== undefined && isInstant(`${day}T${time}${offset}:00`);
};

const fits: Record<SortField['type'], (key: string) => boolean> = {
  text: isStorable,
  bigint: isBigint,
  numeric: (key) => /^-?\d{1,30}(?:\.\d{1,30})?$/.test(key),
  date: isDay,
  timestamptz: isTimestamp,
  uuid: isId,
  boolean: (key) => key === 'true' || key === 'false',
};

/** Whether the key of a cursor is one that a column of the sort's type could have given. */
export const isCursorKey = (type: SortField['type'], key: string): boolean => fits[type](key);
