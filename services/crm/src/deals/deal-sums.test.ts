import { describe, expect, test } from '@jest/globals';
import { weightedSum } from './deal-sums.ts';

const row = (amount: number, beyond = false) => ({ currency: 'PLN', amount, beyond });

describe('K3: the weighted sum of a stage', () => {
  test.each([
    ['half a grosz away from zero', 1, 50, 1],
    ['and below it', -1, 50, -1],
    ['a third', 100, 33, 33],
    ['the largest exact number whole', Number.MAX_SAFE_INTEGER, 100, Number.MAX_SAFE_INTEGER],
    ['and to the grosz', Number.MAX_SAFE_INTEGER, 10, 900_719_925_474_099],
  ])('%s', (_title, amount, percent, expected) => {
    expect(weightedSum(row(amount), percent)).toEqual({ amount: expected, currency: 'PLN', atLeast: false });
  });

  test('of a sum beyond it is at least so much, unless nothing of it counts', () => {
    expect(weightedSum(row(Number.MAX_SAFE_INTEGER, true), 50)).toMatchObject({ atLeast: true });
    expect(weightedSum(row(Number.MAX_SAFE_INTEGER, true), 0)).toEqual({ amount: 0, currency: 'PLN', atLeast: false });
  });
});
