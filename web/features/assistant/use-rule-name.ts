'use client';

import { useTranslations } from 'next-intl';
import { useCallback } from 'react';

/** A rule in words; one of a newer service than this page has none here yet. */
export const useRuleName = (): ((rule: string) => string) => {
  const t = useTranslations('assistant');
  return useCallback((rule) => (t.has(`rules.${rule}` as 'rules.other') ? t(`rules.${rule}` as 'rules.other') : t('rules.other')), [t]);
};
