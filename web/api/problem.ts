import { type ErrorCode, isErrorCode } from '@crm-gtd/shared/errors/codes.ts';

/** What can go wrong before an answer exists; everything else is in the shared registry. */
export type ClientErrorCode = 'NETWORK' | 'TIMEOUT';
export type AnyErrorCode = ErrorCode | ClientErrorCode;

export type FieldProblem = Readonly<{ path: string; code: string; message: string }>;
export type ProblemDetails = Readonly<Record<string, unknown>>;

export class ApiError extends Error {
  readonly code: AnyErrorCode;
  readonly status: number;
  readonly traceId: string | undefined;
  readonly errors: readonly FieldProblem[];
  readonly details: ProblemDetails;
  readonly retryAfterSeconds: number | undefined;

  constructor(fields: {
    code: AnyErrorCode;
    status: number;
    traceId?: string | undefined;
    errors?: readonly FieldProblem[];
    details?: ProblemDetails;
    retryAfterSeconds?: number | undefined;
    cause?: unknown;
  }) {
    super(fields.code, { cause: fields.cause });
    this.name = 'ApiError';
    this.code = fields.code;
    this.status = fields.status;
    this.traceId = fields.traceId;
    this.errors = fields.errors ?? [];
    this.details = fields.details ?? {};
    this.retryAfterSeconds = fields.retryAfterSeconds;
  }
}

export const isApiError = (error: unknown): error is ApiError => error instanceof ApiError;
export const hasCode = (error: unknown, code: AnyErrorCode): error is ApiError => isApiError(error) && error.code === code;

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const isFieldProblem = (value: unknown): value is FieldProblem => isRecord(value) && typeof value['path'] === 'string';

/** A proxy in between may answer with HTML or nothing: then the status alone decides. */
const codeOfStatus = (status: number): ErrorCode => {
  if (status === 401) return 'TOKEN_INVALID';
  if (status === 403) return 'PERMISSION_DENIED';
  if (status === 404) return 'NOT_FOUND';
  if (status === 413) return 'BODY_TOO_LARGE';
  if (status === 429) return 'RATE_LIMITED';
  if (status === 502 || status === 503 || status === 504) return 'SERVICE_UNAVAILABLE';
  return 'INTERNAL';
};

export const problemOf = (status: number, body: unknown, retryAfter: string | null): ApiError => {
  const problem = isRecord(body) ? body : {};
  const { code, traceId, errors } = problem;
  return new ApiError({
    code: isErrorCode(code) ? code : codeOfStatus(status),
    status,
    traceId: typeof traceId === 'string' ? traceId : undefined,
    errors: Array.isArray(errors) ? errors.filter(isFieldProblem) : [],
    details: problem,
    retryAfterSeconds: retryAfter && Number.isFinite(Number(retryAfter)) ? Number(retryAfter) : undefined,
  });
};
