import { setTimeout as delay } from 'node:timers/promises';

export type Api = Readonly<{
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body: unknown): Promise<T>;
  /** Everything of a list, page by page. */
  all<T>(path: string): Promise<T[]>;
}>;

type Page<T> = { items: T[]; nextCursor: string | null };
type Problem = { code?: string; detail?: string; errors?: unknown };

export class ApiError extends Error {
  override name = 'ApiError';
  readonly status: number;
  readonly code: string;
  constructor(request: string, status: number, problem: Problem) {
    super(`${request} answered ${status} ${problem.code ?? ''} ${problem.detail ?? ''} ${JSON.stringify(problem.errors ?? '')}`);
    this.status = status;
    this.code = problem.code ?? '';
  }
}

/** The public API, as any program would use it. */
export function apiClient(baseUrl: string, accessToken?: string): Api {
  const call = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await fetch(`${baseUrl}${path}`, {
      method,
      signal: AbortSignal.timeout(30_000),
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (response.ok) return (text === '' ? undefined : JSON.parse(text)) as T;
    throw new ApiError(`${method} ${path}`, response.status, parseProblem(text));
  };
  const get = <T>(path: string): Promise<T> => call<T>('GET', path);
  return {
    get,
    post: <T>(path: string, body: unknown): Promise<T> => call<T>('POST', path, body),
    all: async <T>(path: string): Promise<T[]> => {
      const items: T[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const separator = path.includes('?') ? '&' : '?';
        const page: Page<T> = await get(`${path}${separator}limit=100${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`);
        items.push(...page.items);
        cursor = page.nextCursor;
      }
      return items;
    },
  };
}

/** What other services make when they hear of a new organization is there a moment later. */
export async function untilSome<T>(read: () => Promise<T[]>, what: string): Promise<T[]> {
  const deadline = performance.now() + 30_000;
  while (performance.now() < deadline) {
    const found = await read();
    if (found.length > 0) return found;
    await delay(200);
  }
  throw new Error(`${what} did not appear within 30 s`);
}

function parseProblem(text: string): Problem {
  try {
    return JSON.parse(text) as Problem;
  } catch {
    return { detail: text.slice(0, 200) };
  }
}
