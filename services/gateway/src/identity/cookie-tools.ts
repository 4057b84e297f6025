import type { Request } from 'express';
import type { IdentityTools } from './identity-tools.ts';
import { decideRefresh, hashOf } from './session.ts';
import { type SessionRef, sessionOfToken } from './sessions.store.ts';

/** The session a request's refresh cookie belongs to; undefined for none and for any we do not know. */
export type SessionOfCookie = (request: Request) => Promise<string | undefined>;

/** Whom the cookie may still speak for: a session that is over, or a token that was replaced long ago, speaks for nobody. */
export const liveSession = async (
  { db, clock, cookie, sessions }: Pick<IdentityTools, 'db' | 'clock' | 'cookie' | 'sessions'>,
  request: Request,
): Promise<SessionRef | undefined> => {
  const token = cookie.read(request);
  if (!token) return undefined;
  const found = await db.withoutTenant((tx) => sessionOfToken(tx, hashOf(token)));
  if (!found) return undefined;
  const decision = decideRefresh(found.state, found.token, clock.now(), sessions);
  return decision === 'rotate' || decision === 'repeat' ? found : undefined;
};

export const sessionOfCookie =
  (tools: Pick<IdentityTools, 'db' | 'clock' | 'cookie' | 'sessions'>): SessionOfCookie =>
  async (request) =>
    (await liveSession(tools, request))?.sessionId;
