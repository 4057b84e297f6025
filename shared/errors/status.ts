import { type ErrorCode, type ErrorKind, errorCodes } from './codes.ts';

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

/** The one place where an error becomes an HTTP status; 405 alone needs more than the kind. */
export const statusOf = (code: ErrorCode): number => (code === 'METHOD_NOT_ALLOWED' ? 405 : statuses[errorCodes[code].kind]);
