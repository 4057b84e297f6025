import type { Redis } from 'ioredis';
import { createLimit, limitKey } from '../http/rate-limit.ts';

/**
 * Guesses at one account from a thousand addresses: after the first few, over all addresses together, each further try has to wait,
 * twice as long every time. An address nobody has an account under is treated alike, so the wait tells nothing.
 */
export type AccountDelay = Readonly<{
  /** Counts a try; throws RATE_LIMITED while the account's wait lasts. */
  enter(email: string): Promise<void>;
  /** After a right password. */
  forget(email: string): Promise<void>;
}>;

/** Longer would let strangers keep a person from a new device for as long as they like; his known devices never wait. */
const longestSeconds = 60;
const rememberedSeconds = 86_400;

/** 1, 2, 4 … 60 s for the first, second, third try beyond those that are free. */
export const delaySeconds = (beyond: number): number => Math.min(longestSeconds, 2 ** Math.min(beyond - 1, 10));

export const accountDelay = (redis: Redis, freeTries: number): AccountDelay => {
  const tries = createLimit(redis, { name: 'account', prefix: 'rl:account:tries', points: 1_000_000, windowSeconds: rememberedSeconds });
  const turn = createLimit(redis, { name: 'account', prefix: 'rl:account:turn', points: 1, windowSeconds: longestSeconds, atOnce: false });
  return {
    enter: async (email) => {
      const key = limitKey('account', email);
      const beyond = tries.points - (await tries.take(key)) - freeTries;
      if (beyond <= 0) return;
      try {
        await turn.take(key, delaySeconds(beyond));
      } catch (error) {
        // Who was not let in did not guess: only guesses make the next wait longer.
        await tries.giveBack(key);
        throw error;
      }
    },
    forget: async (email) => {
      const key = limitKey('account', email);
      await Promise.all([tries.forget(key), turn.forget(key)]);
    },
  };
};
