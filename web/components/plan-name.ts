'use client';

import { useTranslations } from 'next-intl';
import { useCallback } from 'react';

/** A plan's code as its buyers know it; a plan newer than this page keeps its code. */
export const usePlanName = (): ((code: string) => string) => {
  const t = useTranslations('billing.plans');
  return useCallback((code) => (t.has(`${code}.name` as 'STARTER.name') ? t(`${code}.name` as 'STARTER.name') : code), [t]);
};
