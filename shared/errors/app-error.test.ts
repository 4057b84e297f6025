import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { AppError, isRetryable } from './app-error.ts';

describe('what a consumer tries again', () => {
  test('K3: data that does not fit its schema is final at once: it fits no better the eighth time', () => {
    expect(isRetryable(z.string().safeParse(1).error)).toBe(false);
    expect(() => z.int().max(5).parse(6)).toThrow(expect.objectContaining({ name: 'ZodError' }));
  });

  test('anything unknown, and what heals by waiting', () => {
    expect([new Error('odd'), 'odd', new AppError('SERVICE_UNAVAILABLE')].map(isRetryable)).toEqual([true, true, true]);
    expect(isRetryable(new AppError('PERMISSION_DENIED'))).toBe(false);
  });
});
