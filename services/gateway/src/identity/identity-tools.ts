import { randomBytes } from 'node:crypto';
import type { Clock } from '@crm-gtd/shared/clock.ts';
import type { Session } from '@crm-gtd/shared/contracts/gateway/identity.ts';
import { permissionsOf } from '@crm-gtd/shared/contracts/permissions.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import type { Scope } from '@crm-gtd/shared/service/scope.ts';
import type { GatewayDb } from '../db.ts';
import type { RefreshCookie } from '../http/cookies.ts';
import type { OriginRules } from '../http/origins.ts';
import type { Limit } from '../http/rate-limit.ts';
import type { OwnMembership } from '../memberships/memberships.store.ts';
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

export const newRefreshToken = (): string => randomBytes(32).toString('base64url');

/** The scope of a person acting on his own session, before any actor token exists. */
export const ownScope = (userId: string, organizationId: string, correlationId: string): Scope => ({
  organizationId,
  actorId: userId,
  role: 'MEMBER',
  correlationId,
  causationId: correlationId,
});

type Signed = Readonly<{ account: Account; sessionId: string; current: OwnMembership; memberships: readonly OwnMembership[] }>;

export const sessionAnswer = async (tools: IdentityTools, { account, sessionId, current, memberships }: Signed): Promise<Session> => {
  const { organizationId, organizationName, role } = current;
  const operator = await tools.db.withoutTenant((tx) => isOperator(tx, account.id));
  const { token, expiresAt } = await tools.tokens.sign({ userId: account.id, organizationId, sessionId }, tools.clock.now());
  return {
    accessToken: token,
    expiresAt: expiresAt.toISOString(),
    ...whoIs({ account, current, memberships, operator }),
    organizationName,
    role,
  };
};

type Known = Omit<Signed, 'sessionId'> & Readonly<{ operator: boolean }>;

export const whoIs = ({ account: { id, email, name, locale, timeZone }, current, memberships, operator }: Known) => ({
  user: { id, email, name, locale, timeZone },
  organizationId: current.organizationId,
  organizationName: current.organizationName,
  role: current.role,
  memberships: [...memberships],
  permissions: permissionsOf({ role: current.role, operator }),
  operator,
});

export const cookieLifeMs = ({ idleDays }: SessionSettings): number => idleDays * 86_400_000;
