import { z } from 'zod';
import { isDay } from '../text/calendar-day.ts';

/** Building blocks of many contracts. Text never holds NUL: PostgreSQL cannot store it, so it is refused at the door. */
const noNul = (value: string): boolean => !value.includes('\u0000');

export const text = (max: number) => z.string().trim().max(max).refine(noNul, { error: 'nul' });
export const name = (max = 200) => z.string().trim().min(1).max(max).refine(noNul, { error: 'nul' });
export const id = z.uuid();
/** The year 0 is refused here: the database has none, and so would every reader behind. */
export const instant = z.iso.datetime().refine((value) => !value.startsWith('0000'), { error: 'datetime' });
/** A calendar day of the years 0001 to 9999, `YYYY-MM-DD`; never an instant. */
export const day = z.iso.date({ abort: true }).refine(isDay, { error: 'date' });
export const email = z.string().trim().toLowerCase().pipe(z.email().max(254));
export const version = z.int().positive();
/** The version the caller last saw; the gateway fills it from If-Match. A stale one gets VERSION_STALE. */
export const expectedVersion = { expectedVersion: z.coerce.number().int().positive().optional() };
export const empty = z.object({});
export const nothing = z.null();
