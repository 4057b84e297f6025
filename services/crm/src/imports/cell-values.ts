import { email } from '@crm-gtd/shared/contracts/shapes.ts';
import { cleanLine, cleanLines } from '@crm-gtd/shared/text/clean.ts';
import { distinctTags } from '@crm-gtd/shared/text/tags.ts';

/** One cell's text → one value. Nothing here fails a row: what cannot be understood is `undefined`, and the row decides. */

const blanks = new Set(['', '-', '--', '—', 'brak', 'n/a', 'n.d.', 'nd', 'null', 'none', '#n/d', '#n/a', '#n/d!']);
export const isBlank = (value: string): boolean => blanks.has(value.toLowerCase());

/** The guard our CSV export puts before `= + - @` is taken off again; the text behind it stays text. */
export const withoutGuard = (cell: string): string => cell.replace(/^'(?=[=+\-@\t\r])/, '');

/** Spaces of all kinds become one; line breaks stay only where a field may have lines. */
export const oneLine = (cell: string): string => cleanLine(withoutGuard(cell)).replace(/ +/g, ' ');
export const manyLines = (cell: string): string => cleanLines(withoutGuard(cell));

/** `Jan <jan@firma.pl>` and `mailto:jan@firma.pl` are the address in them; what remains must suit the contact's contract. */
export function parseEmail(value: string): string | undefined {
  const bare = (/<([^<>]+)>$/.exec(value)?.[1] ?? value).replace(/^mailto:/i, '');
  return email.safeParse(bare).data;
}

/** The last nine digits, for comparing: `+48 600…`, `0048600…` and `600…` are one number. */
export const phoneKey = (value: string): string => value.replace(/\D/g, '').slice(-9);

const polish = 'ĄĆĘŁŃÓŚŹŻąćęłńóśźż';
const latin = 'ACELNOSZZacelnoszz';

/** Letters and digits alone, for comparing names. The trigger behind `companies.import_key` (migration 0003) has the same rule: change both or none. */
export const nameKey = (value: string): string =>
  value
    .replace(/[ĄĆĘŁŃÓŚŹŻąćęłńóśźż]/g, (letter) => latin[polish.indexOf(letter)] ?? letter)
    .replace(/[A-Z]/g, (letter) => letter.toLowerCase())
    .replace(/[^a-z0-9]/g, '');

const pad = (value: string): string => value.padStart(2, '0');

function day(year: number, month: number, date: number): string | undefined {
  const days = new Date(Date.UTC(year, month, 0)).getUTCDate();
  if (year < 1900 || year > 2200 || month < 1 || month > 12 || date < 1 || date > days) return undefined;
  return `${year}-${pad(`${month}`)}-${pad(`${date}`)}`;
}

const fullYear = (year: string): number => (year.length === 4 ? Number(year) : 2000 + Number(year));

/** Spreadsheets count days from 1899-12-30; the range is 1927 to 2119, so that a phone extension or a price is no date. */
function serialDay(value: number): string | undefined {
  if (value < 10_000 || value > 80_000) return undefined;
  const date = new Date(Date.UTC(1899, 11, 30) + value * 86_400_000);
  return day(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate());
}

/** Day first, as in Poland; year first when it has four digits; a time behind it is left out. */
export function parseDay(value: string): string | undefined {
  const text = value
    .trim()
    .replace(/(?<=\d)[T ]\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?( ?Z|[+-]\d{2}:?\d{2})?( ?r\.?)?$/, '')
    .replace(/ ?r\.?$/, '');
  const yearFirst = /^(\d{4})[-./](\d{1,2})[-./](\d{1,2})$/.exec(text);
  if (yearFirst) return day(Number(yearFirst[1]), Number(yearFirst[2]), Number(yearFirst[3]));
  const dayFirst = /^(\d{1,2})[-./ ](\d{1,2})[-./ ](\d{4}|\d{2})$/.exec(text);
  if (dayFirst) return day(fullYear(dayFirst[3] ?? ''), Number(dayFirst[2]), Number(dayFirst[1]));
  return /^\d{5}([.,]\d+)?$/.test(text) ? serialDay(Math.floor(Number(text.replace(',', '.')))) : undefined;
}

/** Separated by commas, semicolons, bars or lines; the same word in another case is the same tag. */
export const parseTags = (value: string): string[] =>
  distinctTags(value.split(/[,;|\n]/).map((part) => cleanLine(cleanLine(part).replace(/^#/, ''))));

const titles = /^(mgr|inż|inz|dr|prof|hab|lek|mec|adw|pan|pani|p|mr|mrs|ms|miss)\.?$/i;
const surnameParticles = new Set(['de', 'van', 'von', 'der', 'den', 'da', 'di', 'la', 'le', 'du', 'ter', 'al', 'el']);

/** `Nowak, Jan` is turned round; titles are dropped; the last word and the particles before it are the surname. */
export function splitFullName(value: string): Readonly<{ firstName: string | null; lastName: string }> {
  const [before, after] = value.split(',').map((part) => part.trim());
  if (before && after && !titles.test(after)) return { firstName: after, lastName: before };
  const words = (before ?? '').split(' ').filter((word, index, all) => all.length - index <= 1 || !titles.test(word));
  let surname = Math.max(words.length - 1, 0);
  while (surname > 1 && surnameParticles.has((words[surname - 1] ?? '').toLowerCase())) surname -= 1;
  return { firstName: words.slice(0, surname).join(' ') || null, lastName: words.slice(surname).join(' ') };
}

/** `https://www.Firma.pl/kontakt` → `firma.pl`. */
export function domainOf(value: string): string | undefined {
  const host = value
    .trim()
    .toLowerCase()
    .replace(/^[a-z]+:\/\//, '')
    .replace(/^.*@/, '')
    .replace(/[/?#:].*$/, '')
    .replace(/^www\d?\./, '')
    .replace(/\.$/, '');
  return /^(?:[\p{L}\d](?:[\p{L}\d-]{0,61}[\p{L}\d])?\.)+\p{L}{2,63}$/u.test(host) && host.length <= 200 ? host : undefined;
}
