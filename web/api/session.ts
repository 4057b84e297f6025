import { refresh, type Session } from '@crm-gtd/shared/contracts/gateway/identity.ts';
import { buildRequest } from './request.ts';
import { readAnswer, send } from './transport.ts';

/**
 * The session of this tab. The access token lives in this variable and nowhere else; what survives a reload is the
 * HttpOnly refresh cookie, which script cannot read.
 */
let current: Session | null = null;
let refreshing: Promise<Session> | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
/** Signed out by hand: whoever comes next does not begin where this one was. */
let left = false;
const listeners = new Set<() => void>();

const refreshAheadMs = 60_000;
const shortestDelayMs = 5_000;

const scheduleRefresh = (session: Session): void => {
  const inMs = Date.parse(session.expiresAt) - Date.now() - refreshAheadMs;
  timer = setTimeout(() => void refreshSession().catch(() => undefined), Math.max(inMs, shortestDelayMs));
};

export const setSession = (session: Session | null): void => {
  clearTimeout(timer);
  current = session;
  if (session) left = false;
  if (session) scheduleRefresh(session);
  for (const listener of listeners) listener();
};

/** Ends the session because its owner wants to, unlike one that has run out. */
export const leaveSession = (): void => {
  left = true;
  setSession(null);
};

export const wasLeft = (): boolean => left;
export const currentSession = (): Session | null => current;
export const accessToken = (): string | undefined => current?.accessToken;

export const onSessionChange = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

const requestSession = async (organizationId: string | undefined): Promise<Session> => {
  const response = await send(buildRequest(refresh, organizationId ? { organizationId } : {}), { timeoutMs: 15_000 });
  return refresh.output.parse(await readAnswer(response));
};

/** One refresh in flight, whoever asks: the cookie rotates, and a second use of the old one would look like theft. */
export const refreshSession = (organizationId?: string): Promise<Session> => {
  refreshing ??= requestSession(organizationId)
    .then((session) => {
      setSession(session);
      return session;
    })
    .finally(() => {
      refreshing = null;
    });
  return refreshing;
};
