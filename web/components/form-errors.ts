'use client';

import { useTranslations } from 'next-intl';
import { useCallback } from 'react';
import type { z } from 'zod';
import { isApiError } from '../api/problem.ts';

/** The few kinds of field faults a reader can do something about. */
export const fieldFault = (
  issue: Readonly<{ code?: string; message: string; format?: unknown; origin?: unknown; minimum?: unknown }>,
): string => {
  if (issue.code === 'custom') return issue.message;
  if (issue.code === 'too_small') return issue.origin === 'string' && issue.minimum !== 1 ? 'tooShort' : 'required';
  if (issue.code === 'too_big') return 'tooLong';
  if (issue.code === 'invalid_format') return String(issue.format ?? 'invalid');
  if (issue.code === 'invalid_type') return 'required';
  return issue.code ?? 'invalid';
};

const useFaultText = () => {
  const t = useTranslations('fieldErrors');
  return useCallback((fault: string): string => (t.has(fault as 'required') ? t(fault as 'required') : t('invalid')), [t]);
};

/** A form's `validate` from a contract's schema: the browser says at once what the server would. */
export const useSchemaErrors = (schema: z.ZodType) => {
  const textOf = useFaultText();
  return useCallback(
    (values: unknown): Record<string, string> => {
      const checked = schema.safeParse(values);
      if (checked.success) return {};
      const faults: Record<string, string> = {};
      for (const issue of checked.error.issues) faults[issue.path.join('.')] ??= textOf(fieldFault(issue as never));
      return faults;
    },
    [schema, textOf],
  );
};

/** The server's per-field errors by form path, and whether there were any. */
export const useServerFieldErrors = () => {
  const textOf = useFaultText();
  return useCallback(
    (error: unknown): Record<string, string> => {
      if (!isApiError(error)) return {};
      return Object.fromEntries(error.errors.map(({ path, code, message }) => [path, textOf(fieldFault({ code, message }))]));
    },
    [textOf],
  );
};
