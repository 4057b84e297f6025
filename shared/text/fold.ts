/**
 * Lower case without diacritics, `ł` as `l`; the length stays the same, so a position found in the folded text is one in the original.
 */
export const fold = (text: string): string => Array.from(text.normalize('NFC'), (character) => foldOne(character)).join('');

function foldOne(character: string): string {
  if (character === 'ł' || character === 'Ł') return 'l';
  const base = character.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '');
  return base.length === character.length ? base : character;
}
