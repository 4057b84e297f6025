import { describe, expect, test } from '@jest/globals';
import type { CookieOptions, Request, Response } from 'express';
import { refreshCookie } from './cookies.ts';

type Kept = Readonly<{ name: string; value: string; path: string | undefined }>;

/** What a browser keeps of the answers of one host, and sends back to every path of it. */
const browser = () => {
  const jar = new Map<string, Kept>();
  const response = {
    cookie: (name: string, value: string, { path }: CookieOptions) => void jar.set(name, { name, value, path }),
    clearCookie: (name: string) => void jar.delete(name),
  } as unknown as Response;
  const request = (): Request =>
    ({ baseUrl: '/api/v1', headers: { cookie: [...jar.values()].map(({ name, value }) => `${name}=${value}`).join('; ') } }) as Request;
  return { jar, request, response };
};

describe('two versions on one host over https', () => {
  test('signing in at the second does not sign out the first, nor does signing out', () => {
    const { jar, request, response } = browser();
    const [first, second] = [refreshCookie(true, '/crm'), refreshCookie(true, '/crm2')];
    first.set(request(), response, 'of-the-first', 1_000);
    second.set(request(), response, 'of-the-second', 1_000);
    expect([first.read(request()), second.read(request())]).toEqual(['of-the-first', 'of-the-second']);
    second.clear(request(), response);
    expect([first.read(request()), second.read(request())]).toEqual(['of-the-first', undefined]);
    expect([...jar.values()]).toEqual([{ name: '__Host-crm-refresh', value: 'of-the-first', path: '/' }]);
  });
});

test('over plain http the path keeps it to the routes of the session', () => {
  const { jar, request, response } = browser();
  refreshCookie(false, '/crm').set(request(), response, 'token', 1_000);
  expect([...jar.values()]).toEqual([{ name: 'crm-refresh', value: 'token', path: '/api/v1/auth' }]);
});
