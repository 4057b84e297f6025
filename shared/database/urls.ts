/** The parts of a PostgreSQL url. Prisma's adapter must never see a whole url (migrate-adapter.ts says why). */
export type UrlParts = Readonly<{ host: string; port: number; user: string; password: string; database: string }>;

export const serviceNames = ['gateway', 'crm', 'gtd', 'ai', 'voice', 'billing'] as const;

export type RoleKind = 'owner' | 'app' | 'relay';

export const roleName = (service: string, kind: RoleKind): string => `${service}_${kind}`;

export function urlParts(url: string): UrlParts {
  const parsed = new URL(url);
  return {
    host: parsed.hostname,
    port: parsed.port === '' ? 5432 : Number(parsed.port),
    user: decodeURIComponent(parsed.username),
    password: decodeURIComponent(parsed.password),
    database: decodeURIComponent(parsed.pathname.slice(1)),
  };
}

/** The same server and url options, another database and, when given, another user. */
export function urlFor(url: string, to: { database: string; user?: string; password?: string }): string {
  const made = new URL(url);
  made.pathname = `/${encodeURIComponent(to.database)}`;
  if (to.user !== undefined) made.username = encodeURIComponent(to.user);
  if (to.password !== undefined) made.password = encodeURIComponent(to.password);
  return made.href;
}

/** Where a service's `app`, `owner` or `relay` connects, given the url of an administrator of the same server. */
export const roleUrl = (adminUrl: string, database: string, service: string, kind: RoleKind, password: (role: string) => string): string =>
  urlFor(adminUrl, { database, user: roleName(service, kind), password: password(roleName(service, kind)) });
