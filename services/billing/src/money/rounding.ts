/** Rounds numerator/denominator once, half away from zero; integers within 2^53 stay exact, amounts reach 10^12. */
export const divideRounded = (numerator: number, denominator: number): number => {
  const size = Math.floor((2 * Math.abs(numerator) + denominator) / (2 * denominator));
  return numerator < 0 ? -size || 0 : size;
};
