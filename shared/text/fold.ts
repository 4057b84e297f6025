/**
 * Text as it is compared: letter case, accents and invisible signs make no difference, and every letter of every script stays
 * one. `search_text` and `search_tokens` of each service's database are the same rules (migration 0041_folding);
 * shared/database/fold.int.test.ts holds the two together, letter by letter.
 *
 * What has no decomposition is spelled as it is typed without it: ł as l, ø as o, ß as ss. Accents go from Latin, Greek and
 * Cyrillic letters; й, ї, ў, ѓ and ќ are letters of their own and stay, as do the vowel signs of Indic and Semitic scripts.
 */
export const foldText = (text: string): string =>
  text
    .replace(unseen, '')
    .normalize('NFKD')
    .toLowerCase()
    .replace(accents, '')
    .replace(special, (letter) => spelled[letter] ?? letter)
    .normalize('NFC');

/** The folded words of a text, in its order: what stands between blanks and punctuation. */
export const foldedWords = (text: string): string[] =>
  foldText(text)
    .split(separators)
    .filter((word) => word !== '');

/** Controls but white space, soft hyphens, zero-width and direction signs, variants of a form. */
const unseen = signs(
  ['\\u0000-\\u0008', '\\u000e-\\u001f', '\\u007f-\\u0084', '\\u0086-\\u009f', '\\u00ad', '\\u034f', '\\u061c', '\\u180b-\\u180e'],
  ['\\u200b-\\u200f', '\\u202a-\\u202e', '\\u2060-\\u206f', '\\ufe00-\\ufe0f', '\\ufeff', '\\ufff9-\\ufffb'],
);

/** Signs put on letters; not those that make й, ї, ў, ѓ and ќ. */
const accents = new RegExp(
  `${signs(['\\u0300', '\\u0302-\\u0305', '\\u0307', '\\u0309-\\u036f']).source}|(?<![гк])\\u0301|(?<![иу])\\u0306|(?<!і)\\u0308`,
  'g',
);

/** Blanks and the punctuation of the scripts in use. */
const separators = new RegExp(
  `${
    signs(
      ['\\s', '!-/', ':-@', '\\[-`', '{-~', '\\u0080-\\u00bf', '\\u00d7', '\\u00f7', '\\u055a-\\u055f', '\\u0589', '\\u058a', '\\u05be'],
      ['\\u060c', '\\u061b', '\\u061f', '\\u06d4', '\\u0964', '\\u0965', '\\u1680', '\\u2000-\\u206f', '\\u2e00-\\u2e5d'],
      ['\\u3001-\\u3003', '\\u3008-\\u3011', '\\u3014-\\u301f', '\\u30fb'],
    ).source
  }+`,
);

const spelled: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  þ: 'th',
  ł: 'l',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ħ: 'h',
  ŧ: 't',
  ŋ: 'n',
  ı: 'i',
  ς: 'σ',
  ʼ: "'",
};
const special = new RegExp(`[${Object.keys(spelled).join('')}]`, 'g');

function signs(...ranges: readonly (readonly string[])[]): RegExp {
  return new RegExp(`[${ranges.flat().join('')}]`, 'g');
}
