/**
 * Lower case without diacritics, `ł` as `l`, sign by sign: a position found in the folded text is one in the original, and no sign
 * turns into another (`foldText`, which compares words, reads ² as 2).
 */
export const foldInPlace = (text: string): string => Array.from(text.normalize('NFC'), (character) => foldOne(character)).join('');

function foldOne(character: string): string {
  if (character === 'ł' || character === 'Ł') return 'l';
  const base = character.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '');
  return base.length === character.length ? base : character;
}
