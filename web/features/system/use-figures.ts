'use client';

import { useLocale } from 'next-intl';
import { useMemo } from 'react';
import { useTimeZone } from '../../components/time-zone.ts';
import { type Figures, figuresOf } from './figures.ts';

export const useFigures = (): Figures => {
  const locale = useLocale();
  const timeZone = useTimeZone();
  return useMemo(() => figuresOf(locale, timeZone), [locale, timeZone]);
};
