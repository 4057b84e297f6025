import type { PendingEvent } from '@crm-gtd/shared/contracts/define.ts';
import { type AccountSession, sessionEnded, userSignedIn } from '@crm-gtd/shared/contracts/gateway/identity.ts';
import { newId } from '@crm-gtd/shared/ids.ts';
import { appendEvents } from '@crm-gtd/shared/messaging/outbox.ts';
import { logger } from '@crm-gtd/shared/telemetry/logger.ts';
import type { GatewayDb, GatewayTx } from '../db.ts';
import type { HttpCallContext } from '../http/local-entry.ts';
import type { OwnMembership, Places } from '../memberships/memberships.store.ts';
import { type Account, lockAccount } from '../users/users.store.ts';
import { deviceOf } from './device.ts';
import { cookieLifeMs, type IdentityTools, ownScope, sessionAnswer } from './identity-tools.ts';
import { hashOf, newToken } from './session.ts';
import { endSessionsOf, insertSession, type SessionRef, type Which } from './sessions.store.ts';

export type EndReason = ReturnType<typeof sessionEnded.data.parse>['reason'];
export type SignInMethod = ReturnType<typeof userSignedIn.data.parse>['method'];
type Person = Readonly<{ userId: string; organizationId: string | null }>;

/** In the organization the session is in, or, for one that is in none, in nobody's. */
export const asPerson = <T>(
  db: GatewayDb,
  { userId, organizationId }: Person,
  correlationId: string,
  work: (tx: GatewayTx) => Promise<T>,
): Promise<T> => db.withTenant(ownScope(userId, organizationId ?? userId, correlationId), work);

/** Events of one unit in several organizations: each is told in its own, all or none. An account without organization has nobody to tell. */
export const tellIn = async (tx: GatewayTx, organizationId: string | null, events: readonly PendingEvent[]): Promise<void> => {
  if (organizationId === null) return;
  if (organizationId === tx.scope.organizationId) return appendEvents(tx, events);
  const setOrganization = "select set_config('app.org_id', $1, true)";
  await tx.sql(setOrganization, [organizationId]);
  await appendEvents({ ...tx, scope: { ...tx.scope, organizationId } }, events);
  await tx.sql(setOrganization, [tx.scope.organizationId]);
};

/** What concerns a person wherever he belongs. */
export const tellAtHome = async (tx: GatewayTx, memberships: readonly OwnMembership[], told: PendingEvent): Promise<void> => {
  for (const { organizationId } of memberships) await tellIn(tx, organizationId, [told]);
};

export const tellEnded = async (tx: GatewayTx, ended: readonly SessionRef[], reason: EndReason): Promise<void> => {
  for (const { sessionId, userId, organizationId } of ended)
    await tellIn(tx, organizationId, [sessionEnded.of({ sessionId, userId, reason })]);
};

export type Ends = Readonly<{ userId: string; which: Which; reason: EndReason }>;

/** The account is held first: a session that is being made at this moment is either seen here, or is refused for what was decided here. */
export const endSessions = async (tools: IdentityTools, tx: GatewayTx, { userId, which, reason }: Ends): Promise<number> => {
  await lockAccount(tx, userId);
  const ended = await endSessionsOf(tx, userId, which, reason, tools.clock.now());
  await tellEnded(tx, ended, reason);
  tx.afterCommit(() => {
    for (const { sessionId } of ended) tools.authenticator.forgetSession(sessionId);
  });
  return ended.length;
};

export const tellSignedIn = (tx: GatewayTx, { sessionId, userId, organizationId }: SessionRef, method: SignInMethod): Promise<void> => {
  if (organizationId === null) logger.info('auth.without_organization', { user_id: userId, session_id: sessionId, method });
  return tellIn(tx, organizationId, [userSignedIn.of({ sessionId, userId, method })]);
};

export type FreshSession = SessionRef & Readonly<{ token: string }>;

export const freshSession = (userId: string, organizationId: string | null): FreshSession => ({
  sessionId: newId(),
  userId,
  organizationId,
  token: newToken(),
});

/** The rows and the event of a sign-in, in the caller's transaction. */
export const startSession = async (
  tools: IdentityTools,
  tx: GatewayTx,
  { token, ...session }: FreshSession,
  { method, request }: Readonly<{ method: SignInMethod; request: HttpCallContext['request'] }>,
): Promise<void> => {
  const device = deviceOf(request.headers['user-agent']);
  await Promise.all([
    insertSession(tx, { ...session, tokenHash: hashOf(token), device }, tools.clock.now()),
    tellSignedIn(tx, session, method),
  ]);
};

export type SignedIn = Readonly<{ account: Account; session: FreshSession; current: OwnMembership | undefined; places: Places }>;

/** What a browser gets for a session that was just made: the cookie, and the access token in the answer. */
export const handOver = (
  tools: IdentityTools,
  { account, session, current, places }: SignedIn,
  { request, response }: HttpCallContext,
): Promise<AccountSession> => {
  tools.cookie.set(request, response, session.token, cookieLifeMs(tools.sessions));
  return sessionAnswer(tools, { account, sessionId: session.sessionId, current, places });
};
