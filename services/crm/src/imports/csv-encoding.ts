import { isUtf8 } from 'node:buffer';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import { analyse } from 'chardet';
import iconv from 'iconv-lite';

/** Why a file is refused; stable, the web has a text for each. */
export type UnreadableReason =
  | 'spreadsheet'
  | 'binary'
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
 * Bytes to text. A byte order mark decides; then valid UTF-8; then zeros at every other byte (UTF-16 without a mark);
 * then the single-byte encodings of Polish files, by the letters they would give.
 */
export function decodeFile(bytes: Buffer): DecodedFile {
  refuseForeignFormats(bytes);
  const encoding = encodingOf(bytes);
  const text = iconv.decode(bytes, encoding).toWellFormed();
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

function refuseForeignFormats(bytes: Buffer): void {
  const start = bytes.subarray(0, 4).toString('hex');
  const known = signatures.find(([signature]) => start.startsWith(signature));
  if (known) throw unreadable(known[1]);
}

function encodingOf(bytes: Buffer): string {
  if (bytes.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf]))) return utf8(bytes);
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'UTF-16LE';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'UTF-16BE';
  const wide = utf16WithoutMark(bytes);
  if (wide) return wide;
  if (bytes.includes(0)) throw unreadable('nul', { line: lineOf(bytes, bytes.indexOf(0)) });
  if (isUtf8(bytes)) return 'UTF-8';
  const { multiByte, invalid } = utf8Census(bytes);
  return multiByte > 10 * invalid ? utf8(bytes) : singleByteEncoding(bytes);
}

/** UTF-8, or a file glued together from two encodings: guessing would spoil one half of it without a word. */
function utf8(bytes: Buffer): 'UTF-8' {
  if (isUtf8(bytes)) return 'UTF-8';
  throw unreadable('encoding', { encoding: 'UTF-8', line: lineOf(bytes, utf8Census(bytes).firstInvalid) });
}

function utf16WithoutMark(bytes: Buffer): string | undefined {
  const pairs = Math.min(bytes.length, 4_000) >> 1;
  let even = 0;
  let odd = 0;
  for (let index = 0; index < pairs * 2; index += 2) {
    if (bytes[index] === 0) even += 1;
    if (bytes[index + 1] === 0) odd += 1;
  }
  if (odd > pairs * 0.7 && even < pairs * 0.05) return 'UTF-16LE';
  return even > pairs * 0.7 && odd < pairs * 0.05 ? 'UTF-16BE' : undefined;
}

type Census = { multiByte: number; invalid: number; firstInvalid: number };

function utf8Census(bytes: Buffer): Census {
  const census: Census = { multiByte: 0, invalid: 0, firstInvalid: -1 };
  for (let index = 0; index < bytes.length; index += 1) {
    if ((bytes[index] as number) < 0x80) continue;
    const length = sequenceLength(bytes, index);
    if (length > 0) {
      census.multiByte += 1;
      index += length - 1;
    } else {
      census.invalid += 1;
      if (census.firstInvalid < 0) census.firstInvalid = index;
    }
  }
  return census;
}

/** Bytes of the character that starts here; 0 when none can. Overlong forms and surrogates pass: no editor writes them. */
function sequenceLength(bytes: Buffer, index: number): number {
  const lead = bytes[index] ?? 0;
  const length = lead >= 0xc2 && lead < 0xe0 ? 2 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
  for (let next = 1; next < length; next += 1) if (((bytes[index + next] ?? 0) & 0xc0) !== 0x80) return 0;
  return length;
}

const singleByte = ['windows-1250', 'ISO-8859-2', 'IBM852'] as const;
const polishLetters = new Set('ąćęłńóśźżĄĆĘŁŃÓŚŹŻ');
const typography = new Set('„”“’‚–—…§°€©®™²³½« »\u00a0');

/** The two common encodings of Polish files differ in six letters only; the wrong one turns them into symbols or controls. */
function singleByteEncoding(bytes: Buffer): string {
  const counts = new Uint32Array(256);
  for (const byte of bytes) counts[byte] = (counts[byte] ?? 0) + 1;
  const scored = singleByte.map((encoding) => ({ encoding, ...scoreOf(encoding, counts) }));
  const best = scored.reduce((a, b) => (b.score > a.score ? b : a));
  if (best.polish > 0) return best.encoding;
  return analyse(bytes.subarray(0, 100_000)).find(({ name }) => iconv.encodingExists(name))?.name ?? 'windows-1250';
}

function scoreOf(encoding: string, counts: Uint32Array): { score: number; polish: number } {
  let score = 0;
  let polish = 0;
  for (let byte = 0x80; byte < 0x100; byte += 1) {
    const count = counts[byte] ?? 0;
    if (count === 0) continue;
    const letter = iconv.decode(Buffer.from([byte]), encoding);
    if (polishLetters.has(letter)) polish += count;
    score += count * letterScore(letter);
  }
  return { score, polish };
}

function letterScore(letter: string): number {
  if (polishLetters.has(letter)) return 3;
  if (/[\u0080-\u009f\ufffd]/.test(letter)) return -10;
  if (typography.has(letter)) return 0;
  return /\p{L}/u.test(letter) ? -1 : -3;
}

function refuseControlCharacters(text: string): void {
  const nul = text.indexOf('\u0000');
  if (nul >= 0) throw unreadable('nul', { line: text.slice(0, nul).split('\n').length });
  const controls = text.match(/(?![\t\n\r])\p{Cc}/gu)?.length ?? 0;
  if (controls > text.length * 0.005) throw unreadable('binary');
}

function lineOf(bytes: Buffer, offset: number): number {
  let line = 1;
  for (let index = 0; index < offset; index += 1) if (bytes[index] === 0x0a) line += 1;
  return line;
}
