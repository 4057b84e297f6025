/** Milliseconds before each next attempt; the last one repeats. */
export type RetryPlan = Readonly<{ failure: readonly number[]; gap: readonly number[] }>;

/**
 * A gap usually heals within the time of one publish, so its first waits are short; later ones are as long as a failed
 * predecessor's, so that an event does not end as a dead letter while the one before it still has attempts left.
 */
export const defaultRetryPlan: RetryPlan = {
  failure: [1_000, 3_000, 9_000, 27_000, 81_000, 243_000, 300_000],
  gap: [100, 500, 2_000, 9_000, 30_000, 243_000, 300_000],
};

/** A fifth more or less, so that what failed together does not come back together. */
export const jittered = (milliseconds: number, random: () => number = Math.random): number =>
  Math.round(milliseconds * (0.8 + 0.4 * random()));

export const delayFor = (plan: readonly number[], attempt: number): number => jittered(plan[Math.min(attempt, plan.length) - 1] ?? 1_000);
