import type { ErrorKind } from './codes.ts';

const statuses: Record<ErrorKind, number> = {
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

/** The one table from kinds of errors to HTTP statuses. */
export const statusOf = (kind: ErrorKind): number => statuses[kind];
