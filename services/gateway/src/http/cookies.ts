import type { CookieOptions, Request, Response } from 'express';

export type RefreshCookie = Readonly<{
  read(request: Request): string | undefined;
  set(request: Request, response: Response, token: string, maxAgeMs: number): void;
  clear(request: Request, response: Response): void;
}>;

export const cookieValue = (header: string | undefined, name: string): string | undefined => {
  for (const part of header?.split(';') ?? []) {
    const at = part.indexOf('=');
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
  }
  return undefined;
};

/**
 * Over https the name's `__Host-` prefix binds the cookie to this very host, which requires Path=/. Over plain http, where
 * browsers refuse that prefix, the path keeps it to the routes that need it. A path of / is shared by every version on the
 * host, so the name follows the version's base path: signing in at /crm2 leaves a session of /crm alone.
 */
export const refreshCookie = (secure: boolean, basePath: string): RefreshCookie => {
  const plain = `${basePath.slice(1)}-refresh`;
  const name = secure ? `__Host-${plain}` : plain;
  const options = (request: Request): CookieOptions => ({
    httpOnly: true,
    sameSite: 'strict',
    secure,
    path: secure ? '/' : `${request.baseUrl}/auth`,
  });
  return {
    read: (request) => cookieValue(request.headers.cookie, name),
    set: (request, response, token, maxAgeMs) => void response.cookie(name, token, { ...options(request), maxAge: maxAgeMs }),
    clear: (request, response) => void response.clearCookie(name, options(request)),
  };
};
