import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import type { Request } from 'express';

export type OriginRules = Readonly<{
  /** May a page of this origin read our answers? */
  allowed(origin: string, host: string | undefined): boolean;
  /** For requests the cookie authenticates: a page of another origin must not make them. */
  checkSameOrigin(request: Request): void;
}>;

const hostOf = (origin: string): string | undefined => (URL.canParse(origin) ? new URL(origin).host : undefined);

export const originRules = (options: Readonly<{ publicUrl: string; extra: readonly string[] }>): OriginRules => {
  const listed = new Set([new URL(options.publicUrl).origin, ...options.extra]);
  const allowed: OriginRules['allowed'] = (origin, host) =>
    origin !== 'null' && (listed.has(origin) || (host !== undefined && hostOf(origin) === host));
  return {
    allowed,
    checkSameOrigin: (request) => {
      const { origin, host } = request.headers;
      const site = request.headers['sec-fetch-site'];
      // No browser omits Origin on a cross-site POST; a caller that sends none is no browser and carries no foreign cookie.
      if (origin !== undefined && !allowed(origin, host)) throw new AppError('CSRF_REJECTED');
      if (origin === undefined && site !== undefined && site !== 'same-origin' && site !== 'none') throw new AppError('CSRF_REJECTED');
    },
  };
};
