import type { InputOf } from '@crm-gtd/shared/contracts/define.ts';
import { logout, refresh, type Session, sessionEnded } from '@crm-gtd/shared/contracts/gateway/identity.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import { appendEvents } from '@crm-gtd/shared/messaging/outbox.ts';
import { parseInput } from '@crm-gtd/shared/service/handle.ts';
import { logger } from '@crm-gtd/shared/telemetry/logger.ts';
import type { GatewayTx } from '../db.ts';
import { authEvents } from '../http/http-metrics.ts';
import type { HttpCallContext, LocalEntry } from '../http/local-entry.ts';
import { membershipsOf, type OwnMembership } from '../memberships/memberships.store.ts';
import { accountById } from '../users/users.store.ts';
import { cookieLifeMs, type IdentityTools, ownScope, sessionAnswer } from './identity-tools.ts';
import { decideRefresh, hashOf, type RefreshDecision, successorOf } from './session.ts';
import { liveSession } from './session-cookie.ts';
import { endSession, lockSession, openSessionsOf, rotateToken, type SessionRef, sessionOfToken, touchSession } from './sessions.store.ts';

type EndReason = 'logout' | 'everywhere' | 'reuseDetected' | 'disabled';

const endIn = async (tx: GatewayTx, { sessionId, userId }: SessionRef, reason: EndReason, now: Date): Promise<void> => {
  if (await endSession(tx, sessionId, reason, now)) await appendEvents(tx, [sessionEnded.of({ sessionId, userId, reason })]);
};

/** In the organization the session is in: the event belongs there, and so must the transaction. */
const end = async (tools: IdentityTools, session: SessionRef, reason: EndReason, correlationId: string): Promise<void> => {
  const scope = ownScope(session.userId, session.organizationId, correlationId);
  await tools.db.withTenant(scope, (tx) => endIn(tx, session, reason, tools.clock.now()));
  tools.authenticator.forgetSession(session.sessionId);
};

/** Where the session goes on: where it is asked to, else where it was, else anywhere the person still belongs. */
const destination = (memberships: readonly OwnMembership[], session: SessionRef, wanted: string | undefined): OwnMembership => {
  const at = (id: string): OwnMembership | undefined => memberships.find(({ organizationId }) => organizationId === id);
  const found = wanted ? at(wanted) : (at(session.organizationId) ?? memberships[0]);
  if (!found) throw new AppError(wanted ? 'ORGANIZATION_NOT_FOUND' : 'REFRESH_INVALID');
  return found;
};

type Turn = Readonly<{ session: SessionRef; old: string; to: OwnMembership }>;

/** The decision and what follows from it, under the session's lock. A found reuse must be stored, so nothing throws here. */
const turn = (tools: IdentityTools, { session, old, to }: Turn, correlationId: string): Promise<RefreshDecision> =>
  tools.db.withTenant(ownScope(session.userId, session.organizationId, correlationId), async (tx) => {
    const now = tools.clock.now();
    const hash = hashOf(old);
    const locked = await lockSession(tx, session.sessionId, hash);
    if (!locked) return 'ended';
    const decision = decideRefresh(locked.session, locked.token, now, tools.sessions);
    if (decision === 'reuse') await endIn(tx, session, 'reuseDetected', now);
    if (decision === 'rotate')
      await rotateToken(tx, session.sessionId, { old: hash, next: hashOf(successorOf(old, tools.refreshSecret)) }, now);
    if (decision === 'rotate' || decision === 'repeat') await touchSession(tx, session.sessionId, to.organizationId, now);
    return decision;
  });

const refused = (tools: IdentityTools, { request, response }: HttpCallContext): AppError => {
  tools.cookie.clear(request, response);
  authEvents.inc({ event: 'refresh', outcome: 'refused' });
  return new AppError('REFRESH_INVALID');
};

const noteReuse = (tools: IdentityTools, session: SessionRef): void => {
  tools.authenticator.forgetSession(session.sessionId);
  authEvents.inc({ event: 'reuse_detected', outcome: 'refused' });
  logger.warn('auth.refresh_reuse', { session_id: session.sessionId, user_id: session.userId });
};

const renew = async (tools: IdentityTools, input: InputOf<typeof refresh>, context: HttpCallContext): Promise<Session> => {
  const old = tools.cookie.read(context.request);
  const session = old && (await tools.db.withoutTenant((tx) => sessionOfToken(tx, hashOf(old))));
  if (!old || !session) throw refused(tools, context);
  const memberships = await tools.db.withoutTenant((tx) => membershipsOf(tx, session.userId));
  const account = await tools.db.withoutTenant((tx) => accountById(tx, session.userId));
  if (!account || account.disabledAt) throw refused(tools, context);
  const to = destination(memberships, session, input.organizationId);
  const decision = await turn(tools, { session, old, to }, context.correlationId);
  if (decision === 'reuse') noteReuse(tools, session);
  if (decision !== 'rotate' && decision !== 'repeat') throw refused(tools, context);
  tools.cookie.set(context.request, context.response, successorOf(old, tools.refreshSecret), cookieLifeMs(tools.sessions));
  authEvents.inc({ event: 'refresh', outcome: 'ok' });
  return sessionAnswer(tools, { account, sessionId: session.sessionId, current: to, memberships });
};

/** By the cookie while its session lives, else by the access token: a caller that kept no cookie can still sign out. */
const sessionOf = async (tools: IdentityTools, { request, identity }: HttpCallContext): Promise<SessionRef | undefined> => {
  return (await liveSession(tools, request)) ?? identity?.claims;
};

const signOut = async (tools: IdentityTools, { everywhere }: InputOf<typeof logout>, context: HttpCallContext): Promise<null> => {
  const session = await sessionOf(tools, context);
  if (session) {
    const others = everywhere ? await tools.db.withoutTenant((tx) => openSessionsOf(tx, session.userId)) : [session];
    for (const each of others) await end(tools, each, everywhere ? 'everywhere' : 'logout', context.correlationId);
  }
  tools.cookie.clear(context.request, context.response);
  context.response.setHeader('Clear-Site-Data', '"cache"');
  authEvents.inc({ event: 'logout', outcome: 'ok' });
  return null;
};

export const sessionActions = (tools: IdentityTools): LocalEntry[] => [
  {
    contract: refresh,
    run: (input, context) => {
      tools.origins.checkSameOrigin(context.request);
      return renew(tools, parseInput(refresh, input), context);
    },
  },
  {
    contract: logout,
    run: (input, context) => {
      tools.origins.checkSameOrigin(context.request);
      return signOut(tools, parseInput(logout, input), context);
    },
  },
];
