/**
 * What is kept as a phone has a number in it: digits enough to dial, perhaps words beside them ("sekretariat", "wew. 12").
 * How it was written is kept; `shownPhone` writes all alike, and `phoneLink` says what to dial.
 */
export const isPhone = (text: string): boolean => digitsOf(text).length >= 3 && /^[\p{L}\p{M}\d\s()+./,;:#*'’–-]*$/u.test(text);

const numberIn = /\+?[\d(](?:[\d\s()./–-]*\d)?/;
const digitsOf = (text: string | undefined): string => (text ?? '').replace(/\D/g, '');

/** With the country's code and without its sign; nine digits are Polish, also behind the 0 of former days. Undefined when it is no whole number. */
function international(written: string): string | undefined {
  const digits = digitsOf(written);
  const national = /^(?:48|0)?([1-9]\d{8})$/.exec(digits)?.[1];
  const whole = /^\s*(?:\+|00)/.test(written) ? digits.replace(/^00/, '') : national && `48${national}`;
  return whole !== undefined && /^[1-9]\d{7,14}$/.test(whole) ? whole : undefined;
}

/** The first number as `600 100 200`, `22 555 12 34` or `+49 301 234 567`; what is no whole number stays as it was written. */
export const shownPhone = (text: string): string =>
  text.replace(numberIn, (written) => {
    const number = international(written);
    if (number === undefined) return written;
    return /^48\d{9}$/.test(number) ? polishGroups(number.slice(2)) : `+${inThrees(number)}`;
  });

/** What to dial, or nothing when the text holds no number. */
export function phoneLink(text: string): string | undefined {
  const written = numberIn.exec(text)?.[0] ?? '';
  const number = international(written);
  if (number !== undefined) return `tel:+${number}`;
  const digits = digitsOf(written);
  return digits.length >= 3 && digits.length <= 15 ? `tel:${digits}` : undefined;
}

/** The area codes of land lines; all other numbers are written in threes. */
const area = /^(?:1[2-8]|2[2-5]|29|3[2-4]|4[1-468]|5[2-689]|6[1-3578]|7[14-7]|8[1-79]|9[145])/;
const polishGroups = (nine: string): string =>
  area.test(nine) ? nine.replace(/(\d{2})(\d{3})(\d{2})(\d{2})/, '$1 $2 $3 $4') : nine.replace(/(\d{3})(?=\d)/g, '$1 ');

const countryCode = /^(?:[17]|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3})/;
function inThrees(number: string): string {
  const code = countryCode.exec(number)?.[0] ?? '';
  return [code, ...(number.slice(code.length).match(/\d{1,3}(?=(?:\d{3})*$)/g) ?? [])].join(' ');
}
