const weights = [6, 5, 7, 2, 3, 4, 5, 6, 7];

/** The tax number's checksum, so that a slip shows before it is sent; crm checks it again. */
export const validNip = (typed: string): boolean => {
  const digits = typed.replace(/^PL/i, '').replace(/[\s-]/g, '');
  if (!/^\d{10}$/.test(digits)) return false;
  const sum = weights.reduce((total, weight, index) => total + weight * Number(digits[index]), 0);
  return sum % 11 === Number(digits[9]);
};

export const shownNip = (nip: string): string =>
  /^\d{10}$/.test(nip) ? nip.replace(/^(\d{3})(\d{3})(\d{2})(\d{2})$/, '$1-$2-$3-$4') : nip;
