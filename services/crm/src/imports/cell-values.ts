import { email } from '@crm-gtd/shared/contracts/shapes.ts';
import { cleanLine, cleanLines } from '@crm-gtd/shared/text/clean.ts';
import { distinctTags } from '@crm-gtd/shared/text/tags.ts';

/** One cell's text → one value. Nothing here fails a row: what cannot be understood is `undefined`, and the row decides. */

const blanks = new Set(['', '-', '--', '—', 'brak', 'n/a', 'n.d.', 'nd', 'null', 'none', '#n/d', '#n/a', '#n/d!']);
export const isBlank = (value: string): boolean => blanks.has(value.toLowerCase());

/** `="600100200"` keeps a spreadsheet from making a number of it. */
const textFormula = /^\s*=\s*"((?:[^"]|"")*)"\s*$/;

/** Guards are no part of the text: `="…"` of other exports, and the apostrophe that ours puts before what would start a formula. */
export const withoutGuard = (cell: string): string =>
  (textFormula.exec(cell)?.[1]?.replaceAll('""', '"') ?? cell).replace(/^'(?=[=+\-@\t\r\n＝＋－＠])/, '');

/** Spaces of all kinds become one; line breaks stay only where a field may have lines. */
export const oneLine = (cell: string): string => cleanLine(withoutGuard(cell)).replace(/ +/g, ' ');
export const manyLines = (cell: string): string => cleanLines(withoutGuard(cell));

/** Digits that spreadsheets were told to keep as text: `'600100200`. */
export const withoutApostrophe = (value: string): string => value.replace(/^['’`](?=[\d+(])/, '');

/** `Jan <jan@firma.pl>` and `mailto:jan@firma.pl` are the address in them; what remains must suit the contact's contract. */
export function parseEmail(value: string): string | undefined {
  const bare = (/<([^<>]+)>$/.exec(value)?.[1] ?? value).replace(/^mailto:/i, '');
  return email.safeParse(bare).data;
}

const partings = /\s*(?::::|[,;|])\s*|\s+/;

/** Every address of the cell. `rest` is what is none of them: whoever reads it decides. */
export function parseEmails(value: string): Readonly<{ emails: readonly string[]; rest: string }> {
  const whole = value.split('@').length > 2 ? undefined : parseEmail(value);
  if (whole !== undefined) return { emails: [whole], rest: '' };
  const parts = value.split(/\s*(?::::|[,;|])\s*/).flatMap((part) => (parseEmail(part) === undefined ? part.split(partings) : [part]));
  const emails = parts.flatMap((part) => parseEmail(part) ?? parseEmail(part.replace(/^[<(["']+|[>)\]"'.]+$/g, '')) ?? []);
  return { emails: [...new Set(emails)], rest: parts.filter((part) => part !== '' && !part.includes('@')).join(' ') };
}

/** The first number of the cell, and the others. `12 345 67 89 w. 12` and `22 555/56` are one number. */
export function parsePhones(value: string): readonly string[] {
  const parts = value.split(/\s*(?::::|[;|]|,(?=\s*[+(\d]))\s*/).filter((part) => part !== '');
  return parts.length > 1 && parts.every((part) => part.replace(/\D/g, '').length >= 7) ? parts : [value];
}

/** Spreadsheets shorten long numbers: the digits are lost for good. */
export const isRounded = (value: string): boolean => /^\d+([.,]\d+)?E\+?\d+$/i.test(value.trim());

/** The last nine digits, for comparing: `+48 600…`, `0048600…` and `600…` are one number. */
export const phoneKey = (value: string): string => value.replace(/\D/g, '').slice(-9);

/** Separated by commas, semicolons, bars, lines or `:::`; the same word in another case is the same tag. `* myContacts` is the mail program's own. */
export function parseTags(value: string): string[] {
  const parts = value.split(/:::|[,;|\n]/).map((part) => cleanLine(cleanLine(part).replace(/^#/, '')));
  return distinctTags(parts.filter((tag) => !tag.startsWith('* ')));
}

const titles = /^(mgr|inż|inz|dr|prof|hab|lek|mec|adw|pan|pani|p|mr|mrs|ms|miss|sir|herr|frau)\.?$/i;
const degrees = /^(ph\.?d|dr|md|mba|jr|sr|esq|ii|iii|iv|cpa|acca|bsc|msc|ba|ma)\.?$/i;
const surnameParticles = new Set(['de', 'van', 'von', 'der', 'den', 'da', 'di', 'la', 'le', 'du', 'ter', 'al', 'el', 'zu', 'dos', 'del']);

/** `Mr.`, `Pani`, `dr`: how somebody is addressed, not what he does. */
export const isAppellation = (value: string): boolean => value.split(' ').every((word) => titles.test(word));

export type SplitName = Readonly<{
  firstName: string | null;
  lastName: string /** What stood in brackets: a firm, a maiden name. */;
  aside: string | null;
}>;

/** `Nowak, Jan` is turned round; titles are dropped; the last word (or the first, as the column says) with its particles is the surname. */
export function splitFullName(value: string, order: 'lastNameLast' | 'lastNameFirst' = 'lastNameLast'): SplitName {
  const aside = /[([]([^()[\]]*)[)\]]/.exec(value)?.[1]?.trim() || null;
  const bare = value.replace(/\s*[([][^()[\]]*[)\]]\s*/g, ' ').trim() || value;
  const [before, after] = bare.split(',').map((part) => part.trim());
  if (before && after && !titles.test(after) && !degrees.test(after)) return { firstName: after, lastName: before, aside };
  const words = (before ?? '').split(' ').filter((word, index, all) => all.length === 1 || index === all.length - 1 || !titles.test(word));
  const cut = order === 'lastNameLast' ? surnameStart(words) : surnameEnd(words);
  const [first, last] = order === 'lastNameLast' ? [words.slice(0, cut), words.slice(cut)] : [words.slice(cut), words.slice(0, cut)];
  return { firstName: first.join(' ') || null, lastName: last.join(' '), aside };
}

const isParticle = (word: string | undefined): boolean => surnameParticles.has((word ?? '').toLowerCase());

function surnameStart(words: readonly string[]): number {
  let start = Math.max(words.length - 1, 0);
  while (start > 0 && isParticle(words[start - 1])) start -= 1;
  return start;
}

function surnameEnd(words: readonly string[]): number {
  let end = 1;
  while (end < words.length && isParticle(words[end - 1])) end += 1;
  return end;
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

/** Addresses at these hosts say nothing about a firm. */
const publicHosts = new Set(
  (
    'gmail.com|googlemail.com|wp.pl|o2.pl|onet.pl|onet.eu|op.pl|vp.pl|interia.pl|interia.eu|poczta.onet.pl|poczta.fm|gazeta.pl|tlen.pl|outlook.com|hotmail.com|live.com|' +
    'yahoo.com|icloud.com|me.com|proton.me|facebook.com|linkedin.com|instagram.com|twitter.com|x.com|youtube.com|tiktok.com|allegro.pl|olx.pl|' +
    'googleusercontent.com|gravatar.com|google.com'
  ).split('|'),
);

/** The host itself or one below it: `lh3.googleusercontent.com`, `pl.linkedin.com`. */
export function isPublicHost(value: string): boolean {
  const labels = (domainOf(value) ?? '').split('.');
  return labels.some((_, index) => publicHosts.has(labels.slice(index).join('.')));
}
