const fewestDigits = 3;

/** `tel:` of a number as people write it; undefined for text that is none. */
export const callHref = (phone: string): string | undefined => {
  if (/\p{L}/u.test(phone.replace(/(wew|ext|tel)\.?/giu, ''))) return undefined;
  const number = phone.replace(/[^+\d]/g, '');
  return number.replace('+', '').length >= fewestDigits ? `tel:${number}` : undefined;
};
