import { z } from 'zod';
import { isDay } from '../text/calendar-day.ts';
import { cleanLine, cleanLines } from '../text/clean.ts';
import { canonicalEmail, isEmailAddress } from '../text/email-address.ts';
import { isPhone } from '../text/phone.ts';
import { distinctTags } from '../text/tags.ts';

/** Building blocks of many contracts. What no column can hold, NUL and half a surrogate pair, is refused; what nobody sees is taken out. */
const noNul = (value: string): boolean => !value.includes('\u0000');
const wellFormed = (value: string): boolean => value.isWellFormed();
export const storable = <T extends z.ZodString>(schema: T): T =>
  schema.refine(noNul, { error: 'nul' }).refine(wellFormed, { error: 'surrogate' }) as T;

/** One line of text. */
export const text = (max: number) => storable(z.string().overwrite(cleanLine).max(max));
/** Text whose lines stay lines. */
export const longText = (max: number) => storable(z.string().overwrite(cleanLines).max(max));
/** One line that says something: signs nobody sees are no name. */
export const name = (max = 200) => storable(z.string().overwrite(cleanLine).min(1).max(max));
/** What is looked for, as it was typed: `shared/text/fold.ts` finds its words. */
export const query = storable(z.string().trim().max(200));
/** What is compared byte by byte or parsed by its own reader: kept as it is. */
export const opaque = (max: number) => storable(z.string().max(max));
export const phone = text(40).refine((value) => value === '' || isPhone(value), { error: 'phone' });
export const tags = z.array(text(60)).overwrite(distinctTags).max(50);
/** In lower case, as the database writes it: ids are compared as text. */
export const id = z.uuid().toLowerCase();
/** The year 0 is refused here: the database has none, and so would every reader behind. */
export const instant = z.iso.datetime().refine((value) => !value.startsWith('0000'), { error: 'datetime' });
/** A calendar day of the years 0001 to 9999, `YYYY-MM-DD`; never an instant. */
export const day = z.iso.date({ abort: true }).refine(isDay, { error: 'date' });
/** See `shared/text/email-address.ts` for what is one, and for the form it is compared in. */
export const email = storable(z.string().overwrite(canonicalEmail).max(254).refine(isEmailAddress, { error: 'email' })).meta({
  format: 'idn-email',
});
/** As answers tell a name: one kept before signs nobody sees were taken out stays readable. */
export const keptName = (max = 200) => z.string().min(1).max(max);
export const version = z.int().positive();
/** The version the caller last saw; the gateway fills it from If-Match. A stale one gets VERSION_STALE. */
export const expectedVersion = { expectedVersion: z.coerce.number().int().positive().optional() };
export const empty = z.object({});
export const nothing = z.null();
