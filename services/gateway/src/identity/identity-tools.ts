import type { Clock } from '@crm-gtd/shared/clock.ts';
import type { AccountSession } from '@crm-gtd/shared/contracts/gateway/identity.ts';
import { permissionsOf } from '@crm-gtd/shared/contracts/permissions.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import type { Scope } from '@crm-gtd/shared/service/scope.ts';
import type { GatewayDb } from '../db.ts';
import type { RefreshCookie } from '../http/cookies.ts';
import type { OriginRules } from '../http/origins.ts';
import type { Limit } from '../http/rate-limit.ts';
import type { OwnMembership, Places } from '../memberships/memberships.store.ts';
import { type Account, isOperator } from '../users/users.store.ts';
import type { AccessTokens } from './access-tokens.ts';
import type { Authenticator } from './authenticator.ts';
import { isGuessable } from './password-rules.ts';
import type { Passwords } from './passwords.ts';
import type { SessionSettings } from './session.ts';

/** What the identity actions share. */
export type IdentityTools = Readonly<{
  db: GatewayDb;
  clock: Clock;
  passwords: Passwords;
  tokens: AccessTokens;
  authenticator: Authenticator;
  cookie: RefreshCookie;
  origins: OriginRules;
  limits: Readonly<{ account: Limit; address: Limit }>;
  sessions: SessionSettings;
  refreshSecret: string;
  /** A trial is used up only where there are plans to buy after it. */
  sellsPlans: boolean;
}>;

export const checkPassword = (password: string, known: readonly string[]): void => {
  const words = known.flatMap((text) => [text, ...text.split(/[\s@._-]+/)]);
  if (isGuessable(password, words)) throw new AppError('PASSWORD_TOO_WEAK', { reason: 'common' });
};

/** The data base checks it too late and too vaguely; an unknown zone would fail in every later "today". */
export const checkTimeZone = (timeZone: string): void => {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
  } catch (cause) {
    throw new AppError('REQUEST_INVALID', { errors: [{ path: 'timeZone', code: 'unknown', message: 'Unknown time zone' }] }, { cause });
  }
};

/** The scope of a person acting on his own session, before any actor token exists. */
export const ownScope = (userId: string, organizationId: string, correlationId: string): Scope => ({
  organizationId,
  actorId: userId,
  role: 'MEMBER',
  correlationId,
  causationId: correlationId,
});

type Known = Readonly<{ account: Account; current: OwnMembership | undefined; places: Places }>;

export const sessionAnswer = async (
  tools: IdentityTools,
  { sessionId, ...known }: Known & Readonly<{ sessionId: string }>,
): Promise<AccountSession> => {
  const operator = await tools.db.withoutTenant((tx) => isOperator(tx, known.account.id));
  const claims = { userId: known.account.id, organizationId: known.current?.organizationId, sessionId };
  const { token, expiresAt } = await tools.tokens.sign(claims, tools.clock.now());
  return { accessToken: token, expiresAt: expiresAt.toISOString(), ...whoIs({ ...known, operator }) };
};

type Shown = Known & Readonly<{ operator: boolean }>;

export const whoIs = ({ account: { id, email, name, locale, timeZone }, current, places, operator }: Shown) => ({
  user: { id, email, name, locale, timeZone },
  organizationId: current?.organizationId ?? null,
  organizationName: current?.organizationName ?? null,
  role: current?.role ?? null,
  memberships: [...places.memberships],
  permissions: current ? permissionsOf({ role: current.role, operator }) : [],
  departures: [...places.departures],
  operator,
});

export const cookieLifeMs = ({ idleDays }: SessionSettings): number => idleDays * 86_400_000;
