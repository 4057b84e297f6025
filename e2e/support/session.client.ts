import { randomUUID } from 'node:crypto';
import type { Session } from '../../shared/contracts/gateway/identity.ts';
import type { Role } from '../../shared/contracts/permissions.ts';
import { waitFor } from '../../shared/testing/wait-for.ts';

export type Answer<T = Record<string, unknown>> = Readonly<{ status: number; body: T; headers: Headers }>;

export type TestSession = Readonly<{
  url: string;
  email: string;
  password: string;
  session: Session;
  request<T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Answer<T>>;
  /** As `request`, but throws on anything that is not a success. */
  must<T = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<T>;
}>;

export const testPassword = 'Zielona-Herbata-77';

export const ask = async <T>(
  url: string,
  method: string,
  path: string,
  options: { token?: string; body?: unknown; headers?: Readonly<Record<string, string>> } = {},
): Promise<Answer<T>> => {
  const { token, body, headers } = options;
  const raw = body instanceof FormData;
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    signal: AbortSignal.timeout(120_000),
    headers: {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(body === undefined || raw ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: raw ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const json = response.headers.get('content-type')?.includes('json') ?? false;
  return { status: response.status, body: (json && text ? JSON.parse(text) : text) as T, headers: response.headers };
};

const sessionOf = (url: string, email: string, session: Session): TestSession => {
  const request = <T>(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer<T>> =>
    ask<T>(url, method, path, { token: session.accessToken, ...(body === undefined ? {} : { body }), ...(headers ? { headers } : {}) });
  const must = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const answer = await request<T>(method, path, body);
    if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  return { url, email, password: testPassword, session, request, must };
};

/** A new firm with its owner, through the public API. */
export const signUp = async (url: string, organizationName = 'Firma Testowa', locale: 'pl' | 'en' = 'pl'): Promise<TestSession> => {
  const email = `owner-${randomUUID()}@example.test`;
  const body = { email, password: testPassword, name: 'Anna Właścicielka', organizationName, locale };
  const answer = await ask<Session>(url, 'POST', '/auth/register', { body });
  if (answer.status !== 201) throw new Error(`Registration: ${answer.status} ${JSON.stringify(answer.body)}`);
  return sessionOf(url, email, answer.body);
};

/** A colleague, who opened his account by the link the owner gave him. */
export const joinByLink = async (owner: TestSession, role: Role): Promise<TestSession> => {
  const email = `member-${randomUUID()}@example.test`;
  const { link } = await owner.must<{ link: string }>('POST', '/invitations', { email, role });
  const { locale } = owner.session.user;
  const body = { token: link.split('#')[1], name: 'Jan Członek', password: testPassword, locale };
  const answer = await ask<Session>(owner.url, 'POST', '/invitations/open', { body });
  if (answer.status !== 201) throw new Error(`Joining: ${answer.status} ${JSON.stringify(answer.body)}`);
  return sessionOf(owner.url, email, answer.body);
};

/** As `signUp`, when the firm's first events have been heard: deals need the pipeline that crm makes of them. */
export const signUpWithPipeline = async (url: string, locale: 'pl' | 'en' = 'pl'): Promise<TestSession> => {
  const owner = await signUp(url, 'Firma Testowa', locale);
  const pipelines = () => owner.must<{ items: readonly unknown[] }>('GET', '/pipelines');
  await waitFor('the default pipeline', async () => (await pipelines()).items.length > 0);
  return owner;
};
