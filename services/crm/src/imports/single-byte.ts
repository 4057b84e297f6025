import { analyse } from 'chardet';
import iconv from 'iconv-lite';

/*
 * Which one-byte encoding a file is written in, by evidence over all of it: what its bytes would be as letters, and whether those
 * stand where letters stand. The right encoding has no signs inside words and no Polish ń before a vowel.
 */

const latin = ['windows-1250', 'ISO-8859-2', 'IBM852', 'windows-1252'] as const;
const scripts = [
  {
    encodings: ['windows-1251', 'KOI8-U', 'IBM866', 'ISO-8859-5'],
    frequent: new Set('оаеинтсрвліОАЕИНТСРВЛІ'),
    letter: /[А-Яа-яЁёІіЇїЄєҐґЎў]/,
  },
  { encodings: ['windows-1253'], frequent: new Set('αοιετσνρηΑΟΙΕΤΣΝάίόέ'), letter: /[Α-Ωα-ωΆ-Ώά-ώ]/ },
] as const;

const polishLetters = new Set('ąćęłńóśźżĄĆĘŁŃÓŚŹŻ');
/** Polish writes `ni`, never `ń`, before a vowel. */
const softBeforeVowel = /[ńćśźŃĆŚŹ][aeouyąęóAEOUYĄĘÓ]/g;
const isPolish = (letter: string): boolean => polishLetters.has(letter);
const enough = 1_000_000;

type Reading = Readonly<{ encoding: string; letters: number; polish: number; wrong: number }>;

export function singleByteEncoding(bytes: Buffer): string {
  const words = wordsBeyondAscii(bytes);
  const readings = latin.map((encoding) => readingOf(encoding, iconv.decode(words, encoding)));
  const best = readings.reduce((a, b) => (scoreOf(b) > scoreOf(a) ? b : a));
  if (best.polish >= best.letters * 0.7 && best.wrong === 0) return best.encoding;
  const other = otherScript(words);
  if (other !== undefined) return other;
  return best.polish >= best.letters * 0.5 && best.polish > 0 ? best.encoding : byLanguage(words, readings);
}

/** The words of the whole file that hold a byte beyond ASCII; the rest says nothing. */
const wordsBeyondAscii = (bytes: Buffer): Buffer =>
  Buffer.from((bytes.toString('latin1').match(/[A-Za-z]*[\x80-\xff][A-Za-z\x80-\xff]*/g) ?? []).join(' ').slice(0, enough), 'latin1');

const scoreOf = ({ letters, polish, wrong }: Reading): number => polish * 4 - letters - wrong * 10;

function readingOf(encoding: string, text: string): Reading {
  const high = text.match(/\P{ASCII}/gu) ?? [];
  const inWords =
    text.match(
      /(?<=\p{L})[^\p{ASCII}\p{L}\p{M}\s\u00a0\u00ad’‘”“„–—]+(?=\p{L})|[\u0080-\u009f\ufffd]|(?<=\p{Ll})[^\p{ASCII}\P{Lu}](?=\p{Ll})/gu,
    ) ?? [];
  const soft = encoding === 'windows-1252' ? [] : (text.match(softBeforeVowel) ?? []);
  return {
    encoding,
    letters: high.filter((sign) => /\p{L}/u.test(sign)).length,
    polish: high.filter(isPolish).length - soft.length,
    wrong: inWords.length + soft.length,
  };
}

/** Words of Cyrillic or Greek hold no Latin letters at all; Polish and German words hold few others. */
function otherScript(bytes: Buffer): string | undefined {
  const foreign = bytes.toString('latin1').match(/[A-Za-z\x80-\xff]{2,}/g) ?? [];
  const pure = foreign.filter((word) => !/[A-Za-z]/.test(word));
  if (pure.length < foreign.length * 0.6 || pure.length === 0) return undefined;
  const sample = Buffer.from(pure.join(' '), 'latin1');
  const scored = scripts.flatMap(({ encodings, ...script }) =>
    encodings.map((encoding) => ({ encoding, score: scriptScore(sample, encoding, script) })),
  );
  const best = scored.reduce((a, b) => (b.score > a.score ? b : a));
  return best.score > 0 ? best.encoding : undefined;
}

function scriptScore(
  sample: Buffer,
  encoding: string,
  { frequent, letter }: Pick<(typeof scripts)[number], 'frequent' | 'letter'>,
): number {
  let score = 0;
  for (const word of iconv.decode(sample, encoding).split(' ')) {
    const cased = /^.?[\p{Ll}'’-]*$/u.test(word) || /^[\p{Lu}'’-]*$/u.test(word);
    for (const sign of word) score += letter.test(sign) ? (frequent.has(sign) ? 2 : 0) + (cased ? 1 : -2) : -6;
  }
  return score;
}

/** The letters beyond ASCII of the languages that files are in. A text uses those of one or two, never of all. */
const languages = [
  'áčďéěíňóřšťúůýž',
  'áäčďéíĺľňóôŕšťúýž',
  'áéíóöőúüű',
  'čćđšž',
  'ăâîşţșț',
  'äöüß',
  'àâçèéêëîïôûùœæÿ',
  'áéíñóúü',
  'àáâãçéêíóôõú',
  'àèéìíòóùú',
  'æøåé',
  'åäöé',
  'áðéíóúýþæö',
].map((letters) => new Set(letters));

/** The share of letters that one language has. */
function oneLanguage(encoding: string, bytes: Buffer): number {
  const letters = (iconv.decode(bytes, encoding).match(/[^\p{ASCII}\P{L}]/gu) ?? []).map((letter) => letter.toLowerCase());
  return Math.max(...languages.map((known) => letters.filter((letter) => known.has(letter)).length)) / Math.max(letters.length, 1);
}

/** No Polish in it: the encoding that makes the letters those of one language; a guess by statistics between equals. */
function byLanguage(bytes: Buffer, readings: readonly Reading[]): string {
  const fewest = Math.min(...readings.map(({ wrong }) => wrong));
  const fitting = readings
    .filter(({ wrong }) => wrong === fewest)
    .map(({ encoding }) => ({ encoding, share: oneLanguage(encoding, bytes) }));
  const most = Math.max(...fitting.map(({ share }) => share));
  const equals = fitting.filter(({ share }) => share === most).map(({ encoding }) => encoding);
  const guessed = analyse(bytes.subarray(0, 200_000)).map(({ name }) => (name === 'ISO-8859-1' ? 'windows-1252' : name));
  return guessed.find((name) => equals.includes(name)) ?? equals[0] ?? 'windows-1250';
}

/** A Polish letter of two bytes that the other encoding reads as signs of no word (`Ĺ»` for `Ż`). */
export const isBrokenPolish = (bytes: Buffer, encoding: string): boolean =>
  isPolish(bytes.toString('utf8')) && encoding !== 'windows-1251' && unlikelyTogether(bytes, encoding);

/** True for signs that only stand side by side when text of two bytes a letter is read as one byte a letter. */
export const unlikelyTogether = (bytes: Buffer, encoding: string): boolean => {
  const signs = [...iconv.decode(bytes, encoding)];
  return !signs.every(isPolish) && !(encoding === 'windows-1251' && signs.every((sign) => scripts[0].letter.test(sign)));
};
