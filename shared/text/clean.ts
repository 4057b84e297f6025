/**
 * Text as it is kept: composed (NFC), trimmed, without signs nobody sees. What is typed, pasted and imported comes with
 * zero-width blanks, direction marks and control signs that would make two equal names differ, or turn a name round on the
 * screen. Joiners stay where a script or an emoji is written with them.
 */

/** One line: breaks, tabs and every kind of blank become a space. */
export const cleanLine = (text: string): string => cleaned(text.replace(/[^\S\ufeff]/g, ' '));

/** Several lines: breaks and tabs stay, each break as one sign. */
export const cleanLines = (text: string): string => cleaned(text.replace(/\r\n?|[\u0085\u2028\u2029\v\f]/g, '\n'));

function cleaned(text: string): string {
  const seen = text.replace(ignorable, (sign, at: number, all: string) => (isWanted(sign, at, all) ? sign : '')).normalize('NFC');
  return isVisible(seen) ? seen.trim() : '';
}

/** Signs without a look of their own, controls but tab and line feed, and code points that are no characters. NUL is left to be refused. */
const ignorable = /[\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\ufff9-\ufffb]|(?![\t\n\0])\p{Cc}/gu;

const pictureBefore = /(?:[\p{Extended_Pictographic}\p{Emoji_Modifier}]|\ufe0f)$/u;
const picture = /^\p{Extended_Pictographic}/u;
/** Scripts whose spelling needs joiners: Arabic and its neighbours, the Brahmic ones, Mongolian. */
const joiningBefore =
  /[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Nko}\p{Script=Mongolian}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}]$/u;
const letter = /^[\p{L}\p{M}]/u;
const flag = /^\u{1f3f4}[\u{e0020}-\u{e007e}]*$/u;

function isWanted(sign: string, at: number, all: string): boolean {
  const before = all.slice(Math.max(at - 2, 0), at);
  const after = all.slice(at + sign.length, at + sign.length + 2);
  if (sign === '\u200d' && pictureBefore.test(before) && picture.test(after)) return true;
  if (sign === '\u200c' || sign === '\u200d') return joiningBefore.test(before) && letter.test(after);
  if (/[\ufe00-\ufe0f\u{e0100}-\u{e01ef}\u180b-\u180d\u180f]/u.test(sign)) return /[^\s]$/u.test(before);
  return /[\u{e0020}-\u{e007f}]/u.test(sign) && flag.test(tail(all, at));
}

/** What stands before a tag sign as far as the flag it may belong to: no more than the signs of one. */
const tail = (all: string, at: number): string => all.slice(Math.max(all.lastIndexOf('\u{1f3f4}', at), at - 34, 0), at);

const isVisible = (text: string): boolean => /[^\p{Z}\t\n]/u.test(text.replace(/[\p{Default_Ignorable_Code_Point}\u2800]/gu, ''));

/** Half of a surrogate pair is no character: JSON can say it, UTF-8 and PostgreSQL cannot. */
export const isStorable = (text: string): boolean => !text.includes('\0') && text.isWellFormed();

/**
 * A password as it is hashed (RFC 8265, OpaqueString): composed, every kind of blank a space. Case and width stay, nothing is
 * cut off: typed on another keyboard it is the same password, and no other one is.
 */
export const plainPassword = (typed: string): string => typed.replace(/\p{Zs}/gu, ' ').normalize('NFC');
