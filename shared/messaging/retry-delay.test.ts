import { expect, test } from '@jest/globals';
import { defaultRetryPlan, delayFor, jittered } from './retry-delay.ts';

test('jitter moves a delay by a fifth at most', () => {
  expect([jittered(1_000, () => 0), jittered(1_000, () => 0.5), jittered(1_000, () => 0.999)]).toEqual([800, 1_000, 1_200]);
});

test('delays grow with the attempts and then stay', () => {
  expect(delayFor([100, 1_000], 1)).toBeLessThanOrEqual(120);
  for (const attempt of [2, 3, 9]) expect(delayFor([100, 1_000], attempt)).toBeGreaterThanOrEqual(800);
});

test('an event that waits for the one before it outlives at least the first six failures of that one', () => {
  const sum = (plan: readonly number[], attempts: number): number => plan.slice(0, attempts).reduce((total, delay) => total + delay, 0);
  expect(sum(defaultRetryPlan.gap, 7)).toBeGreaterThan(sum(defaultRetryPlan.failure, 6));
});
