import { z } from 'zod';

const calendarDate = z.iso.date();
const instant = z.iso.datetime({ offset: true });

/** `2026-02-30` is text of the right form and no date. */
export const isCalendarDate = (text: string): boolean => calendarDate.safeParse(text).success;

export const isInstant = (text: string): boolean => instant.safeParse(text).success;
