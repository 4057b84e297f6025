import type { ActionContract, OutputOf } from '@crm-gtd/shared/contracts/define.ts';
import { newKey } from './idempotency-key.ts';
import { ApiError, hasCode, isApiError } from './problem.ts';
import { type BuiltRequest, buildRequest, type RequestOf } from './request.ts';
import { accessToken, currentSession, refreshSession, setSession } from './session.ts';
import { readAnswer, send } from './transport.ts';

export type ApiOptions = Readonly<{ signal?: AbortSignal | undefined; file?: File | undefined; idempotencyKey?: string | undefined }>;

/** The server's own limit comes first; this one only ends a dead connection. */
const graceMs = 10_000;

const sendOnce = async (contract: ActionContract, request: BuiltRequest, signal: AbortSignal | undefined): Promise<Response> => {
  const token = contract.permission === 'public' ? undefined : accessToken();
  return send(request, { token, signal, timeoutMs: contract.timeoutMs + graceMs });
};

const renewOrLeave = async (): Promise<void> => {
  try {
    await refreshSession();
  } catch (error) {
    if (isApiError(error) && (error.status === 401 || error.status === 403)) setSession(null);
    throw error;
  }
};

const answerOf = async (contract: ActionContract, request: BuiltRequest, options: ApiOptions): Promise<Response> => {
  const asked = currentSession();
  const response = await sendOnce(contract, request, options.signal);
  if (response.status !== 401 || contract.permission === 'public') return response;
  await renewOrLeave();
  // Moved meanwhile, in this very tab: what was asked in one organization is never asked again in another.
  if (currentSession()?.organizationId !== asked?.organizationId) throw new ApiError({ code: 'TOKEN_INVALID', status: 401 });
  return sendOnce(contract, request, options.signal);
};

/**
 * Calls an action over HTTP. Every write carries an Idempotency-Key, so that the repetition after a renewed token, or after
 * a lost answer, cannot act twice. A token refused twice ends the session.
 */
export const api = async <A extends ActionContract>(contract: A, input: RequestOf<A>, options: ApiOptions = {}): Promise<OutputOf<A>> => {
  const request = buildRequest(contract, input as Record<string, unknown>, {
    file: options.file,
    idempotencyKey: options.idempotencyKey ?? newKey(),
  });
  const response = await answerOf(contract, request, options);
  try {
    return (await readAnswer(response)) as OutputOf<A>;
  } catch (error) {
    if (hasCode(error, 'TOKEN_INVALID') && contract.permission !== 'public') setSession(null);
    throw error;
  }
};

/** For routes that answer with a file: the bytes and the name the server gave them. */
export const download = async <A extends ActionContract>(contract: A, input: RequestOf<A>): Promise<{ blob: Blob; fileName: string }> => {
  const response = await answerOf(contract, buildRequest(contract, input as Record<string, unknown>), {});
  if (!response.ok) await readAnswer(response);
  const named = /filename\*?=(?:UTF-8'')?"?([^";]+)"?/i.exec(response.headers.get('content-disposition') ?? '');
  return { blob: await response.blob(), fileName: named?.[1] ? decodeURIComponent(named[1]) : 'download' };
};
