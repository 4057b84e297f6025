import { type ErrorCode, type ErrorKind, errorCodes, isErrorCode } from './codes.ts';

export type FieldError = Readonly<{ path: string; code: string; message: string }>;

const maxEcho = 120;

/** A path may be made of what the caller sent: it is told back, but not at length. */
export const fieldError = (path: string, code: string, message: string = code): FieldError => ({
  path: path.length > maxEcho ? `${path.slice(0, maxEcho).toWellFormed()}…` : path,
  code,
  message,
});

/** Facts a client may need beside the code; never free text about people, never a secret. */
export type ErrorDetails = Readonly<Record<string, unknown>> & { readonly errors?: readonly FieldError[] };

/**
 * The one error that crosses layers and the wire. Recognise it with `isAppError`, never with `instanceof`:
 * after an RPC hop it is plain data again.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, details: ErrorDetails = {}, options?: ErrorOptions) {
    super(errorCodes[code].meaning, options);
    this.name = 'AppError';
    this.code = code;
    this.details = details;
  }
}

export type AppErrorLike = Readonly<{ code: ErrorCode; details: ErrorDetails; message: string }>;

export const isAppError = (error: unknown): error is AppErrorLike =>
  typeof error === 'object' && error !== null && 'code' in error && isErrorCode(error.code) && 'details' in error;

export const kindOf = (code: ErrorCode): ErrorKind => errorCodes[code].kind;

/** Data that does not fit its schema fits it no better the next time. Told by its name: this file knows no schemas. */
const isMisfit = (error: unknown): boolean => error instanceof Error && error.name === 'ZodError';

/** Unknown faults are retried: a bug that is fixed by a restart must not lose an event. */
export const isRetryable = (error: unknown): boolean => (isAppError(error) ? errorCodes[error.code].retryable : !isMisfit(error));
