import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import type { Request } from 'express';

export type OriginRules = Readonly<{
  /** May a page of this origin read our answers? Scheme, host and port must be those of the configuration: a request's own Host proves nothing. */
  allowed(origin: string): boolean;
  /** For requests the cookie authenticates: a page of another origin must not make them. */
  checkSameOrigin(request: Request): void;
}>;

const loopback = ['localhost', '127.0.0.1', '[::1]'];

/** On one's own machine the same place has three names, and nobody else's page can have any of them. */
const namesOf = (publicUrl: string): string[] => {
  const { origin, protocol, hostname, port } = new URL(publicUrl);
  return loopback.includes(hostname) ? loopback.map((name) => `${protocol}//${name}${port && `:${port}`}`) : [origin];
};

export const originRules = (options: Readonly<{ publicUrl: string; extra: readonly string[] }>): OriginRules => {
  const listed = new Set([...namesOf(options.publicUrl), ...options.extra]);
  const allowed: OriginRules['allowed'] = (origin) => listed.has(origin);
  return {
    allowed,
    checkSameOrigin: (request) => {
      const { origin } = request.headers;
      const site = request.headers['sec-fetch-site'];
      // No browser omits Origin on a cross-site POST; a caller that sends none is no browser and carries no foreign cookie.
      if (origin !== undefined && !allowed(origin)) throw new AppError('CSRF_REJECTED');
      if (origin === undefined && site !== undefined && site !== 'same-origin' && site !== 'none') throw new AppError('CSRF_REJECTED');
    },
  };
};
