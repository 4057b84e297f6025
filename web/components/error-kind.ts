import { isApiError } from '../api/problem.ts';

export type Failure = 'gone' | 'forbidden' | 'offline' | 'busy' | 'fault';

const tooMany = 429;
const firstServerFault = 500;
const unavailable = new Set([502, 503, 504]);

/** An id that is none is as unknown as one of nobody: the reader followed a wrong address either way. */
const namesNothing = (path: string): boolean => /Id$/.test(path);

/** What a failed read means to the reader; only a fault is ours to look for. */
export const failureOf = (error: unknown): Failure => {
  if (!isApiError(error)) return 'fault';
  if (error.status === 0) return 'offline';
  if (error.status === 404 || error.status === 410) return 'gone';
  if (error.code === 'REQUEST_INVALID' && error.errors.some(({ path }) => namesNothing(path))) return 'gone';
  if (error.status === 403) return 'forbidden';
  if (error.status === tooMany || unavailable.has(error.status)) return 'busy';
  return 'fault';
};

/** A refusal the reader can do something about is no fault, so it has no number to quote either. */
export const traceOf = (error: unknown): string | undefined =>
  isApiError(error) && error.status >= firstServerFault && !unavailable.has(error.status) ? error.traceId : undefined;
