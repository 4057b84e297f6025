import type { ErrorDetails } from '@crm-gtd/shared/errors/app-error.ts';
import { isAppError } from '@crm-gtd/shared/errors/app-error.ts';
import { type ErrorCode, errorCodes } from '@crm-gtd/shared/errors/codes.ts';
import { statusOf } from '@crm-gtd/shared/errors/status.ts';
import { type ProblemLanguage, textOf } from './problem-texts.ts';

/** RFC 9457. `type` is stable per code, so that a client may branch on it without reading prose. */
export type Problem = ErrorDetails &
  Readonly<{ type: string; title: string; status: number; code: ErrorCode; traceId: string; instance?: string }>;

/** Anything that is no `AppError` is our fault and says nothing about itself: no message, no stack, no SQL. */
export const problemOf = (error: unknown, about: Readonly<{ traceId: string; language: ProblemLanguage }>): Problem => {
  const { code, details } = isAppError(error) ? error : ({ code: 'INTERNAL', details: {} } as const);
  const { title: _title, status: _status, ...facts } = details as Record<string, unknown>;
  return {
    ...facts,
    type: `urn:crm-gtd:error:${code}`,
    title: textOf(code, about.language),
    status: statusOf(code),
    code,
    traceId: about.traceId,
  };
};

/** Seconds for Retry-After: what the error says, else a short pause for what heals by itself. */
export const retryAfterOf = (problem: Problem): number | undefined => {
  if (!errorCodes[problem.code].retryable && problem.status !== 503) return undefined;
  return typeof problem['retryAfter'] === 'number' ? problem['retryAfter'] : 5;
};
