/** A query that looks like a phone number, however it is grouped, as contacts keep it: digits alone, without Poland's prefix. */
export function phoneDigits(query: string): string | undefined {
  if (!/^[\d\s()+./-]+$/.test(query)) return undefined;
  const digits = query.replace(/\D/g, '');
  return digits.length < 4 ? undefined : digits.replace(/^(00)?48(?=\d{9}$)/, '');
}
