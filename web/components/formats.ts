'use client';

import { useLocale } from 'next-intl';
import { useMemo } from 'react';
import { type Formats, formatsOf } from './format.ts';
import { useTimeZone } from './time-zone.ts';

export const useFormats = (): Formats => {
  const locale = useLocale();
  const timeZone = useTimeZone();
  return useMemo(() => formatsOf(locale, timeZone), [locale, timeZone]);
};
