const WEIGHTS = [6, 5, 7, 2, 3, 4, 5, 6, 7];

/** A NIP from nine digits. A checksum of ten has no digit: then the last of the nine moves on by one. */
export function withCheckDigit(nine: string): string {
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * Number(nine[index]), 0) % 11;
  if (sum < 10) return `${nine}${sum}`;
  return withCheckDigit(`${nine.slice(0, 8)}${(Number(nine[8]) + 1) % 10}`);
}
