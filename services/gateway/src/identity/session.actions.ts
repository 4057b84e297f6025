import type { InputOf } from '@crm-gtd/shared/contracts/define.ts';
import { type AccountSession, logout, refresh } from '@crm-gtd/shared/contracts/gateway/identity.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import { newId } from '@crm-gtd/shared/ids.ts';
import { parseInput } from '@crm-gtd/shared/service/handle.ts';
import { logger } from '@crm-gtd/shared/telemetry/logger.ts';
import type { GatewayTx } from '../db.ts';
import { authEvents } from '../http/http-metrics.ts';
import type { HttpCallContext, LocalEntry } from '../http/local-entry.ts';
import { type OwnMembership, type Places, placesOf } from '../memberships/memberships.store.ts';
import { accountById } from '../users/users.store.ts';
import { deviceOf } from './device.ts';
import { cookieLifeMs, type IdentityTools, sessionAnswer } from './identity-tools.ts';
import { decideRefresh, hashOf, isOver, successorOf } from './session.ts';
import { asPerson, type EndReason, endSessions, tellEnded, tellSignedIn } from './session-tools.ts';
import {
  endSession,
  type FoundSession,
  insertSession,
  lastOfFamily,
  lockSession,
  markReplaced,
  rotateToken,
  type SessionRef,
  sessionOfToken,
} from './sessions.store.ts';

/** Where the session goes on: where it is asked to, else where it was, else anywhere the person still belongs, or nowhere. */
const destination = ({ memberships }: Places, session: SessionRef, wanted: string | undefined): OwnMembership | undefined => {
  const at = (id: string | null): OwnMembership | undefined => memberships.find(({ organizationId }) => organizationId === id);
  const found = wanted ? at(wanted) : (at(session.organizationId) ?? memberships[0]);
  if (wanted && !found) throw new AppError('ORGANIZATION_NOT_FOUND');
  return found;
};

type Turn = Readonly<{ session: SessionRef; old: string; to: string | null; context: HttpCallContext }>;

/** The session the new token belongs to; or that there is none, because the family is over or was just ended for a reuse. */
type Turned = SessionRef | 'ended' | 'reuse';

/** Another organization is another session: what was signed for the first one ends with it, and nothing of it reaches the second. */
const move = async (tools: IdentityTools, tx: GatewayTx, { session, old, to, context }: Turn, startedAt: Date): Promise<SessionRef> => {
  const now = tools.clock.now();
  const next: SessionRef = { sessionId: newId(), userId: session.userId, organizationId: to };
  const reason: EndReason = session.organizationId !== null && to === null ? 'removed' : 'switched';
  const tokenHash = hashOf(successorOf(old, tools.refreshSecret));
  await insertSession(tx, { ...next, tokenHash, device: deviceOf(context.request.headers['user-agent']), startedAt }, now);
  await markReplaced(tx, hashOf(old), now);
  await endSession(tx, session.sessionId, { reason, replacedBy: next.sessionId }, now);
  await tellEnded(tx, [session], reason);
  await tellSignedIn(tx, next, 'switch');
  return next;
};

const endFamily = async (tools: IdentityTools, tx: GatewayTx, sessionId: string): Promise<void> => {
  const last = await lastOfFamily(tx, sessionId);
  if (last && (await endSession(tx, last.sessionId, { reason: 'reuseDetected' }, tools.clock.now()))) {
    await tellEnded(tx, [last], 'reuseDetected');
    tx.afterCommit(() => tools.authenticator.forgetSession(last.sessionId));
  }
};

/** A parallel tab asks again: it gets the same next token, and the session that one is of. */
const repeated = async (tools: IdentityTools, tx: GatewayTx, old: string): Promise<Turned> => {
  const next = await sessionOfToken(tx, hashOf(successorOf(old, tools.refreshSecret)));
  return next && !isOver(next.state, tools.clock.now(), tools.sessions) ? next : 'ended';
};

/** The decision and what follows from it, under the session's lock. A found reuse must be stored, so nothing throws here. */
const turn = (tools: IdentityTools, the: Turn): Promise<Turned> =>
  asPerson(tools.db, the.session, the.context.correlationId, async (tx) => {
    const { session, old, to } = the;
    const now = tools.clock.now();
    const hash = hashOf(old);
    const locked = await lockSession(tx, session.sessionId, hash);
    if (!locked) return 'ended';
    const decision = decideRefresh(locked.session, locked.token, now, tools.sessions);
    if (decision === 'repeat') return repeated(tools, tx, old);
    if (decision === 'reuse') await endFamily(tools, tx, session.sessionId);
    if (decision !== 'rotate') return decision;
    if (to !== session.organizationId) return move(tools, tx, the, locked.session.createdAt);
    await rotateToken(tx, session.sessionId, { old: hash, next: hashOf(successorOf(old, tools.refreshSecret)) }, now);
    return session;
  });

const refused = (tools: IdentityTools, { request, response }: HttpCallContext): AppError => {
  tools.cookie.clear(request, response);
  authEvents.inc({ event: 'refresh', outcome: 'refused' });
  return new AppError('REFRESH_INVALID');
};

const noteReuse = (session: SessionRef): void => {
  authEvents.inc({ event: 'reuse_detected', outcome: 'refused' });
  logger.warn('auth.refresh_reuse', { session_id: session.sessionId, user_id: session.userId });
};

const noteMove = (tools: IdentityTools, from: SessionRef, to: SessionRef): void => {
  if (from.sessionId === to.sessionId) return;
  tools.authenticator.forgetSession(from.sessionId);
  logger.info('auth.session_moved', { user_id: from.userId, session_id: from.sessionId, next_session_id: to.sessionId });
};

const renew = async (tools: IdentityTools, input: InputOf<typeof refresh>, context: HttpCallContext): Promise<AccountSession> => {
  const old = tools.cookie.read(context.request);
  const session = old && (await tools.db.withoutTenant((tx) => sessionOfToken(tx, hashOf(old))));
  if (!old || !session) throw refused(tools, context);
  const places = await tools.db.withoutTenant((tx) => placesOf(tx, session.userId, tools.clock.now()));
  const account = await tools.db.withoutTenant((tx) => accountById(tx, session.userId));
  if (!account || account.disabledAt) throw refused(tools, context);
  const to = destination(places, session, input.organizationId);
  const turned = await turn(tools, { session, old, to: to?.organizationId ?? null, context });
  if (turned === 'reuse') noteReuse(session);
  if (typeof turned === 'string') throw refused(tools, context);
  noteMove(tools, session, turned);
  tools.cookie.set(context.request, context.response, successorOf(old, tools.refreshSecret), cookieLifeMs(tools.sessions));
  authEvents.inc({ event: 'refresh', outcome: 'ok' });
  const current = places.memberships.find(({ organizationId }) => organizationId === turned.organizationId);
  return sessionAnswer(tools, { account, sessionId: turned.sessionId, current, places });
};

/** Its cookie still counts: the session is open, and the token its newest or replaced a moment ago. */
const mayEnd = (tools: IdentityTools, { state, token }: FoundSession): boolean =>
  ['rotate', 'repeat'].includes(decideRefresh({ ...state, replacedBy: null }, token, tools.clock.now(), tools.sessions));

/** By the cookie, else by the access token: a caller that kept no cookie can still sign out. What is over ends nothing else. */
const sessionOf = async (tools: IdentityTools, { request, identity }: HttpCallContext): Promise<SessionRef | undefined> => {
  const token = tools.cookie.read(request);
  const byCookie = token && (await tools.db.withoutTenant((tx) => sessionOfToken(tx, hashOf(token))));
  if (byCookie && mayEnd(tools, byCookie)) return byCookie;
  return identity && { ...identity.claims, organizationId: identity.claims.organizationId ?? null };
};

const signOut = async (tools: IdentityTools, { everywhere }: InputOf<typeof logout>, context: HttpCallContext): Promise<null> => {
  const session = await sessionOf(tools, context);
  if (session) {
    const { userId, sessionId } = session;
    await asPerson(tools.db, session, context.correlationId, (tx) =>
      endSessions(tools, tx, { userId, which: everywhere ? {} : { only: sessionId }, reason: everywhere ? 'everywhere' : 'logout' }),
    );
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
