import { ApiError, problemOf } from './problem.ts';
import type { BuiltRequest } from './request.ts';

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const noAnswer = (error: unknown): ApiError => {
  const timedOut = error instanceof DOMException && error.name === 'TimeoutError';
  return new ApiError({ code: timedOut ? 'TIMEOUT' : 'NETWORK', status: 0, cause: error });
};

/** A caller that went away is no error to show: its abort stays an abort. */
export const send = async (
  request: BuiltRequest,
  options: { token?: string | undefined; signal?: AbortSignal | undefined; timeoutMs: number },
): Promise<Response> => {
  const timeout = AbortSignal.timeout(options.timeoutMs);
  const signal = options.signal ? AbortSignal.any([options.signal, timeout]) : timeout;
  const headers = options.token ? { ...request.headers, authorization: `Bearer ${options.token}` } : request.headers;
  try {
    const init: RequestInit = { method: request.method, headers, credentials: 'same-origin', signal };
    return await fetch(request.url, request.body === undefined ? init : { ...init, body: request.body });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw noAnswer(error);
  }
};

export const readAnswer = async (response: Response): Promise<unknown> => {
  const text = await response.text();
  if (response.ok) return text === '' ? null : parsed(text);
  throw problemOf(response.status, parsed(text), response.headers.get('retry-after'));
};
