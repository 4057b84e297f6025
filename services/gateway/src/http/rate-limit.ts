import { createHash } from 'node:crypto';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { rateLimitDecisions } from './http-metrics.ts';

export type LimiterName = 'ip' | 'user' | 'login' | 'session' | 'cookie' | 'webhook' | 'account' | 'recorded';

export type LimitSettings = Readonly<{ name: LimiterName; prefix: string; points: number; windowSeconds: number; atOnce?: boolean }>;

export type Limit = Readonly<{
  points: number;
  /** Takes one, for a window of its own length if one is given; answers how many are left, throws RATE_LIMITED when none is. */
  take(key: string, windowSeconds?: number): Promise<number>;
  giveBack(key: string): Promise<void>;
  forget(key: string): Promise<void>;
}>;

/** Keys hold people's addresses and e-mails only as a hash. */
export const limitKey = (...parts: readonly string[]): string =>
  createHash('sha256').update(parts.join('\n')).digest('base64url').slice(0, 32);

const refused = (name: LimiterName, answer: RateLimiterRes): AppError => {
  rateLimitDecisions.inc({ limiter: name, outcome: 'refused' });
  return new AppError('RATE_LIMITED', { limiter: name, retryAfter: Math.max(1, Math.ceil(answer.msBeforeNext / 1_000)) });
};

/**
 * Counted in Redis for all replicas. While Redis is away each process counts for itself: stricter for sign-in, as strict
 * for the rest, and never closed to everybody.
 */
export const createLimit = (redis: Redis, { name, prefix, points, windowSeconds, atOnce = true }: LimitSettings): Limit => {
  const insuredPoints = name === 'login' ? Math.max(1, Math.ceil(points / 2)) : points;
  const insuranceLimiter = new RateLimiterMemory({ keyPrefix: prefix, points: insuredPoints, duration: windowSeconds });
  const limiter = new RateLimiterRedis({
    storeClient: redis,
    keyPrefix: prefix,
    points,
    duration: windowSeconds,
    insuranceLimiter,
    rejectIfRedisNotReady: true,
    // Whoever is over the limit is told so without asking Redis again; not where a right password lifts it.
    ...(atOnce ? { inMemoryBlockOnConsumed: points + 1 } : {}),
  });
  const unless = (error: unknown): AppError => {
    if (error instanceof RateLimiterRes) return refused(name, error);
    rateLimitDecisions.inc({ limiter: name, outcome: 'unavailable' });
    return new AppError('SERVICE_UNAVAILABLE', { retryAfter: 5 }, { cause: error });
  };
  return {
    points,
    take: async (key, seconds) => {
      const answer = await limiter.consume(key, 1, seconds === undefined ? {} : { customDuration: seconds }).catch((error: unknown) => {
        throw unless(error);
      });
      rateLimitDecisions.inc({ limiter: name, outcome: 'allowed' });
      return answer.remainingPoints;
    },
    giveBack: async (key) => void (await limiter.reward(key)),
    forget: async (key) => void (await limiter.delete(key)),
  };
};
