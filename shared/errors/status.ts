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

/** Codes whose status needs more than the kind. */
const exact: Partial<Record<ErrorCode, number>> = { METHOD_NOT_ALLOWED: 405, ROUTE_RETIRED: 410, HEADERS_TOO_LARGE: 431 };

/** The one place where an error becomes an HTTP status. */
export const statusOf = (code: ErrorCode): number => exact[code] ?? statuses[errorCodes[code].kind];
