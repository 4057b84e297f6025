import { z } from 'zod';
import { isDay } from '../text/calendar-day.ts';

const instant = z.iso.datetime({ offset: true });

/** Text of the right form may still name a day of the year 0, which PostgreSQL does not have. */
export const isInstant = (text: string): boolean => instant.safeParse(text).success && isDay(text.slice(0, 10));
