import { addDays } from '@crm-gtd/shared/clock.ts';
import type { InputOf } from '@crm-gtd/shared/contracts/define.ts';
import {
  changePassword,
  endOneSession,
  endOtherSessions,
  listSessions,
  type OwnSession,
  passwordChanged,
} from '@crm-gtd/shared/contracts/gateway/account.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import { parseInput } from '@crm-gtd/shared/service/handle.ts';
import { logger } from '@crm-gtd/shared/telemetry/logger.ts';
import type { GatewayTx } from '../db.ts';
import { authEvents } from '../http/http-metrics.ts';
import type { HttpCallContext, LocalEntry } from '../http/local-entry.ts';
import { limitKey } from '../http/rate-limit.ts';
import { placesOf } from '../memberships/memberships.store.ts';
import { type Account, accountById, lockAccount, savePassword } from '../users/users.store.ts';
import { checkPassword, type IdentityTools } from './identity-tools.ts';
import { asPerson, endSessions, tellAtHome } from './session-tools.ts';
import { type OpenSession, openSessionsOf } from './sessions.store.ts';

type Person = Readonly<{ userId: string; organizationId: string | null; sessionId: string }>;

const personOf = ({ identity }: HttpCallContext): Person => {
  if (!identity) throw new AppError('TOKEN_INVALID');
  return { ...identity.claims, organizationId: identity.claims.organizationId ?? null };
};

const asSelf = <T>(tools: IdentityTools, context: HttpCallContext, work: (tx: GatewayTx, person: Person) => Promise<T>): Promise<T> => {
  const person = personOf(context);
  return asPerson(tools.db, person, context.correlationId, (tx) => work(tx, person));
};

/** Whoever holds a token but not the password guesses no faster here than at the door. */
const checkPresent = async (tools: IdentityTools, userId: string, password: string): Promise<Account> => {
  const key = limitKey('password', userId);
  await tools.limits.account.take(key);
  const account = await tools.db.withoutTenant((tx) => accountById(tx, userId));
  if (!account || !(await tools.passwords.matches(password, account.passwordHash))) throw new AppError('PASSWORD_WRONG');
  await tools.limits.account.forget(key);
  return account;
};

const change = async (
  tools: IdentityTools,
  { currentPassword, newPassword }: InputOf<typeof changePassword>,
  context: HttpCallContext,
): Promise<null> => {
  const { userId, sessionId } = personOf(context);
  const { email, name, passwordHash } = await checkPresent(tools, userId, currentPassword);
  checkPassword(newPassword, [email, name]);
  const hash = await tools.passwords.hash(newPassword);
  const { memberships } = await tools.db.withoutTenant((tx) => placesOf(tx, userId, tools.clock.now()));
  await asSelf(tools, context, async (tx) => {
    // Of two changes at once the second no longer knows the present password.
    if ((await lockAccount(tx, userId))?.passwordHash !== passwordHash) throw new AppError('PASSWORD_WRONG');
    await savePassword(tx, userId, hash, tools.clock.now());
    await endSessions(tools, tx, { userId, which: { except: sessionId }, reason: 'passwordChanged' });
    await tellAtHome(tx, memberships, passwordChanged.of({ userId, method: 'old' }));
  });
  authEvents.inc({ event: 'password_change', outcome: 'ok' });
  logger.info('auth.password_changed', { user_id: userId });
  return null;
};

const shown = ({ id, browser, system, createdAt, usedAt }: OpenSession, current: string): OwnSession => ({
  id,
  browser,
  system,
  createdAt: createdAt.toISOString(),
  lastSeenAt: usedAt.toISOString(),
  current: id === current,
});

const list = async (tools: IdentityTools, context: HttpCallContext) => {
  const { userId, sessionId } = personOf(context);
  const { idleDays, maxDays } = tools.sessions;
  const now = tools.clock.now();
  const since = { usedAt: addDays(now, -idleDays), createdAt: addDays(now, -maxDays) };
  const open = await tools.db.withoutTenant((tx) => openSessionsOf(tx, userId, since));
  return { items: open.map((session) => shown(session, sessionId)), nextCursor: null };
};

const endOne = async (tools: IdentityTools, { sessionId }: InputOf<typeof endOneSession>, context: HttpCallContext): Promise<null> => {
  const ended = await asSelf(tools, context, (tx, { userId }) =>
    endSessions(tools, tx, { userId, which: { only: sessionId }, reason: 'ended' }),
  );
  if (ended === 0) throw new AppError('SESSION_NOT_FOUND');
  return null;
};

const endOthers = async (tools: IdentityTools, context: HttpCallContext): Promise<{ ended: number }> => ({
  ended: await asSelf(tools, context, (tx, { userId, sessionId }) =>
    endSessions(tools, tx, { userId, which: { except: sessionId }, reason: 'ended' }),
  ),
});

/** One's own password and sessions, in whatever organization one is, or in none. */
export const accountActions = (tools: IdentityTools): LocalEntry[] => [
  { contract: changePassword, run: async (input, context) => change(tools, parseInput(changePassword, input), context) },
  {
    contract: listSessions,
    run: async (input, context) => {
      parseInput(listSessions, input);
      return list(tools, context);
    },
  },
  { contract: endOneSession, run: async (input, context) => endOne(tools, parseInput(endOneSession, input), context) },
  {
    contract: endOtherSessions,
    run: async (input, context) => {
      parseInput(endOtherSessions, input);
      return endOthers(tools, context);
    },
  },
];
