import type { ErrorDetails } from '@crm-gtd/shared/errors/app-error.ts';
import { isAppError, kindOf } from '@crm-gtd/shared/errors/app-error.ts';
import type { ErrorCode, ErrorKind } from '@crm-gtd/shared/errors/codes.ts';
import { type ProblemLanguage, textOf } from './problem-texts.ts';

/** The one place where a kind of error becomes a status. */
const statusOfKind: Record<ErrorKind, number> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  notFound: 404,
  conflict: 409,
  stale: 412,
  tooLarge: 413,
  unsupportedMedia: 415,
  unprocessable: 422,
  tooMany: 429,
  internal: 500,
  unavailable: 503,
};

/** RFC 9457. `type` is stable per code, so that a client may branch on it without reading prose. */
export type Problem = ErrorDetails &
  Readonly<{ type: string; title: string; status: number; code: ErrorCode; traceId: string; instance?: string }>;

export const statusOf = (code: ErrorCode): number => (code === 'METHOD_NOT_ALLOWED' ? 405 : statusOfKind[kindOf(code)]);

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
  if (problem.status !== 429 && problem.status !== 503) return undefined;
  return typeof problem['retryAfter'] === 'number' ? problem['retryAfter'] : 5;
};
