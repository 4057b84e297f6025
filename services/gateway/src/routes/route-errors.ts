import type { ActionContract } from '@crm-gtd/shared/contracts/define.ts';
import { type ErrorCode, errorCodes } from '@crm-gtd/shared/errors/codes.ts';
import { statusOf } from '@crm-gtd/shared/errors/status.ts';

/** What the way to any route may answer, whatever the route does. */
export const everywhere: readonly ErrorCode[] = [
  'REQUEST_INVALID',
  'NOT_FOUND',
  'RATE_LIMITED',
  'HEADERS_TOO_LARGE',
  'INTERNAL',
  'SERVICE_UNAVAILABLE',
];
const withToken: readonly ErrorCode[] = ['TOKEN_INVALID', 'PERMISSION_DENIED'];
const withBody: readonly ErrorCode[] = ['BODY_TOO_LARGE', 'MEDIA_TYPE_UNSUPPORTED'];
const withKey: readonly ErrorCode[] = ['IDEMPOTENCY_KEY_REUSED', 'IDEMPOTENCY_IN_PROGRESS', 'IDEMPOTENCY_APPLIED'];

const writes = ({ http }: ActionContract): boolean => http !== undefined && http.method !== 'GET';
const takesBody = ({ http }: ActionContract): boolean => http !== undefined && http.method !== 'GET' && http.method !== 'DELETE';

/**
 * Every code an action's route can answer: its own, and those of the steps before it (`dispatch.ts`). The document lists
 * them, and the fuzz holds the running product to the list.
 */
export const codesOf = (contract: ActionContract): readonly ErrorCode[] => {
  const isPublic = contract.permission === 'public';
  return [
    ...new Set([
      ...everywhere,
      ...(isPublic ? [] : withToken),
      ...(takesBody(contract) ? withBody : []),
      ...(isPublic && writes(contract) ? (['CSRF_REJECTED'] as const) : []),
      ...(!isPublic && writes(contract) ? withKey : []),
      ...(contract.whileReadOnly ? [] : (['PLAN_READ_ONLY'] as const)),
      ...contract.errors,
    ]),
  ];
};

export type AnsweredStatus = Readonly<{
  status: number;
  codes: readonly ErrorCode[];
  /** The answer says when to come back. */
  retryable: boolean;
}>;

/** The same by status, smallest first, as a document lists them. */
export const statusesOf = (codes: readonly ErrorCode[]): readonly AnsweredStatus[] =>
  [...Map.groupBy(codes, statusOf)]
    .map(([status, found]) => ({ status, codes: found, retryable: found.some((code) => errorCodes[code].retryable) }))
    .sort((a, b) => a.status - b.status);
