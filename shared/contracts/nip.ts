const weights = [6, 5, 7, 2, 3, 4, 5, 6, 7];

/** The ten digits of a NIP as people write it (`PL 526-104-08-28`), or undefined when it is none or fails its checksum. */
export function parseNip(value: string): string | undefined {
  const digits = value.replace(/[\s\u00a0.-]/g, '').replace(/^PL/i, '');
  if (!/^\d{10}$/.test(digits) || /^(\d)\1{9}$/.test(digits)) return undefined;
  const sum = weights.reduce((total, weight, index) => total + weight * Number(digits[index]), 0);
  return sum % 11 === Number(digits[9]) ? digits : undefined;
}
