import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { CookieOptions, Request, Response } from 'express';
import { cookieValue } from './cookies.ts';

/** Which accounts a browser has signed in to before: there, nobody else's wrong guesses make its owner wait. */
export type KnownDevice = Readonly<{
  /** The device's own id when it has signed in to the account before. */
  of(request: Request, email: string): string | undefined;
  remember(request: Request, response: Response, email: string): void;
}>;

const yearMs = 365 * 86_400_000;
/** The newest accounts of a shared computer; the oldest is forgotten. */
const mostAccounts = 10;
const shape = /^[\w-]{22}(?:\.[\w-]{16}){1,10}$/;

type Held = Readonly<{ id: string; accounts: readonly string[] }>;

const sameText = (given: string, expected: string): boolean => {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
};

/**
 * A long-lived cookie, signed and without a word about people: a random id and a keyed digest per account. It opens nothing; whoever
 * steals it may guess at those accounts as slowly as their owner.
 */
export const knownDevice = (options: Readonly<{ secure: boolean; basePath: string; secret: string }>): KnownDevice => {
  const { secure, basePath, secret } = options;
  const plain = `${basePath.slice(1)}-device`;
  const name = secure ? `__Host-${plain}` : plain;
  const digest = (purpose: string, text: string, length: number): string =>
    createHmac('sha256', secret).update(`${purpose}:${text}`).digest('base64url').slice(0, length);
  const accountIn = (id: string, email: string): string => digest('device-account', `${id}:${email}`, 16);
  const seal = (text: string): string => digest('device', text, 43);
  const read = (request: Request): Held | undefined => {
    const value = cookieValue(request.headers.cookie, name) ?? '';
    const at = value.lastIndexOf('.');
    const body = value.slice(0, Math.max(0, at));
    if (!shape.test(body) || !sameText(value.slice(at + 1), seal(body))) return undefined;
    const [id = '', ...accounts] = body.split('.');
    return { id, accounts };
  };
  const cookieOptions = (request: Request): CookieOptions => ({
    httpOnly: true,
    sameSite: 'strict',
    secure,
    path: secure ? '/' : `${request.baseUrl}/auth`,
    maxAge: yearMs,
  });
  return {
    of: (request, email) => {
      const held = read(request);
      return held?.accounts.includes(accountIn(held.id, email)) ? held.id : undefined;
    },
    remember: (request, response, email) => {
      const { id, accounts } = read(request) ?? { id: randomBytes(16).toString('base64url'), accounts: [] };
      const account = accountIn(id, email);
      const body = [id, account, ...accounts.filter((known) => known !== account)].slice(0, mostAccounts + 1).join('.');
      response.cookie(name, `${body}.${seal(body)}`, cookieOptions(request));
    },
  };
};
