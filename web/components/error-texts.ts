'use client';

import { useTranslations } from 'next-intl';
import { useCallback } from 'react';
import { type AnyErrorCode, type ApiError, isApiError } from '../api/problem.ts';
import { usePlanName } from './plan-name.ts';

export const codeOf = (error: unknown): AnyErrorCode => (isApiError(error) ? error.code : 'INTERNAL');

const numberIn = (error: ApiError, key: string): number => (typeof error.details[key] === 'number' ? error.details[key] : 0);
const textIn = (error: ApiError, key: string): string => (typeof error.details[key] === 'string' ? error.details[key] : '');

/** What an error says to the reader: the registry's code in his language, with the facts the answer carried. */
export const useErrorText = (): ((error: unknown) => string) => {
  const t = useTranslations('errors');
  const limits = useTranslations('limits');
  const planName = usePlanName();
  return useCallback(
    (error) => {
      if (!isApiError(error)) return t('INTERNAL');
      if (error.code !== 'PLAN_LIMIT_REACHED') return t(error.code, { seconds: error.retryAfterSeconds ?? 0 });
      const limit = textIn(error, 'limit');
      return t('PLAN_LIMIT_REACHED', {
        limit: limits.has(limit as 'users') ? limits(limit as 'users') : limit,
        allowed: numberIn(error, 'allowed'),
        plan: planName(textIn(error, 'plan')),
        liftedBy: planName(textIn(error, 'liftedBy')) || 'none',
      });
    },
    [t, limits, planName],
  );
};
