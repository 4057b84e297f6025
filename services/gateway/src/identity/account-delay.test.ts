import { expect, test } from '@jest/globals';
import { delaySeconds } from './account-delay.ts';

test('F17: each further try waits twice as long, up to a minute', () => {
  expect([1, 2, 3, 6, 7, 8, 1_000].map(delaySeconds)).toEqual([1, 2, 4, 32, 60, 60, 60]);
});
