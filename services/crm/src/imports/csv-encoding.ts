import { isUtf8 } from 'node:buffer';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import iconv from 'iconv-lite';
import { isBrokenPolish, singleByteEncoding, unlikelyTogether } from './single-byte.ts';

/** Why a file is refused; stable, the web has a text for each. */
export type UnreadableReason =
  | 'spreadsheet'
  | 'binary'
  | 'vcard'
  | 'markup'
  | 'nul'
  | 'encoding'
  | 'quoteNotClosed'
  | 'tooManyColumns'
  | 'tooManyRows'
  | 'recordUnreadable'
  | 'incomplete';

export const unreadable = (reason: UnreadableReason, details: Readonly<Record<string, unknown>> = {}): AppError =>
  new AppError('CRM_IMPORT_FILE_UNREADABLE', { reason, ...details });

export type DecodedFile = Readonly<{ encoding: string; text: string }>;

/**
 * Bytes to text. A byte order mark decides; then zeros (UTF-16 without a mark); then valid UTF-8; then the one-byte encodings,
 * by the words they would give.
 */
export function decodeFile(bytes: Buffer): DecodedFile {
  refuseForeignFormats(bytes);
  const encoding = encodingOf(bytes);
  const text = iconv.decode(bytes, encoding).toWellFormed();
  refuseForeignText(text);
  refuseControlCharacters(text);
  return { encoding, text };
}

const signatures: readonly (readonly [string, UnreadableReason])[] = [
  ['504b0304', 'spreadsheet'], // xlsx, ods
  ['d0cf11e0', 'spreadsheet'], // xls
  ['25504446', 'binary'], // PDF
  ['1f8b', 'binary'], // gzip
  ['89504e47', 'binary'], // PNG
];

/** Tables in other dress: contacts of a telephone, a page saved as `.xls`, data of a program. */
function refuseForeignText(text: string): void {
  const start = text
    .slice(0, 200)
    .replace(/^\ufeff/, '')
    .trimStart();
  if (/^BEGIN:VCARD/i.test(start)) throw unreadable('vcard');
  if (/^(<(!doctype|html|table|\?xml|workbook)|\{\s*"|\[\s*\{)/i.test(start)) throw unreadable('markup');
}

function refuseForeignFormats(bytes: Buffer): void {
  const start = bytes.subarray(0, 4).toString('hex');
  const known = signatures.find(([signature]) => start.startsWith(signature));
  if (known) throw unreadable(known[1]);
}

function encodingOf(bytes: Buffer): string {
  if (bytes.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf]))) return utf8(bytes);
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'UTF-16LE';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'UTF-16BE';
  if (bytes.includes(0)) return utf16WithoutMark(bytes);
  if (isUtf8(bytes)) return 'UTF-8';
  const encoding = singleByteEncoding(bytes);
  return isUtf8WithForeignBytes(bytes, encoding) ? utf8(bytes) : encoding;
}

/** UTF-8, or a file glued together from two encodings: guessing would spoil one half of it without a word. */
function utf8(bytes: Buffer): 'UTF-8' {
  if (isUtf8(bytes)) return 'UTF-8';
  throw unreadable('encoding', { encoding: 'UTF-8', line: lineOf(bytes, utf8Census(bytes).firstInvalid) });
}

/** Text of two bytes a letter is one only in the right order of them; in the other it is signs of all the world's scripts. */
function utf16WithoutMark(bytes: Buffer): string {
  const found =
    bytes.length % 2 === 0 ? (['UTF-16LE', 'UTF-16BE'] as const).find((encoding) => isEuropean(iconv.decode(bytes, encoding))) : undefined;
  if (found === undefined) throw unreadable('nul', { line: lineOf(bytes, bytes.indexOf(0)) });
  return found;
}

function isEuropean(text: string): boolean {
  const known = text.match(/[\t\n\r\u0020-\u052f\u1e00-\u1fff\u2000-\u20bf\u2100-\u214f]/g)?.length ?? 0;
  return known >= text.length * 0.95;
}

type Census = { readonly sequences: Buffer[]; multiByte: number; invalid: number; firstInvalid: number };

const sequencesKept = 2_000;

function utf8Census(bytes: Buffer): Census {
  const census: Census = { sequences: [], multiByte: 0, invalid: 0, firstInvalid: -1 };
  for (let index = 0; index < bytes.length; index += 1) {
    if ((bytes[index] as number) < 0x80) continue;
    const length = sequenceLength(bytes, index);
    if (length > 0) {
      census.multiByte += length;
      if (census.sequences.length < sequencesKept) census.sequences.push(bytes.subarray(index, index + length));
      index += length - 1;
    } else {
      census.invalid += 1;
      if (census.firstInvalid < 0) census.firstInvalid = index;
    }
  }
  return census;
}

/** In a one-byte encoding two letters may look like one of UTF-8 by chance (`ÓŁ`); many that would make no word there are UTF-8. */
function isUtf8WithForeignBytes(bytes: Buffer, encoding: string): boolean {
  const { sequences, multiByte, invalid } = utf8Census(bytes);
  const unlikely = sequences.filter((sequence) => unlikelyTogether(sequence, encoding)).length;
  if (sequences.some((sequence) => isBrokenPolish(sequence, encoding))) return true;
  return unlikely > 0 && unlikely >= sequences.length * 0.5 && multiByte >= (multiByte + invalid) * 0.25;
}

/** Bytes of the character that starts here; 0 when none can. Overlong forms and surrogates pass: no editor writes them. */
function sequenceLength(bytes: Buffer, index: number): number {
  const lead = bytes[index] ?? 0;
  const length = lead >= 0xc2 && lead < 0xe0 ? 2 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
  for (let next = 1; next < length; next += 1) if (((bytes[index + next] ?? 0) & 0xc0) !== 0x80) return 0;
  return length;
}

function refuseControlCharacters(text: string): void {
  const nul = text.indexOf('\u0000');
  if (nul >= 0) throw unreadable('nul', { line: text.slice(0, nul).split('\n').length });
  const controls = text.match(/(?![\t\n\r])\p{Cc}/gu)?.length ?? 0;
  if (controls > text.length * 0.005) throw unreadable('binary');
}

function lineOf(bytes: Buffer, offset: number): number {
  let line = 1;
  for (let index = 0; index < offset; index += 1) {
    if (bytes[index] === 0x0a || (bytes[index] === 0x0d && bytes[index + 1] !== 0x0a)) line += 1;
  }
  return line;
}
