import { type AccountSession, refresh } from '@crm-gtd/shared/contracts/gateway/identity.ts';
import { buildRequest } from './request.ts';
import { tellTabs } from './tabs.ts';
import { readAnswer, send } from './transport.ts';

/**
 * The session of this tab. The access token lives in this variable and nowhere else; what survives a reload is the
 * HttpOnly refresh cookie, which script cannot read.
 */
let current: AccountSession | null = null;
let refreshing: Promise<AccountSession> | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
/** Signed out by hand: whoever comes next does not begin where this one was. */
let left = false;
const listeners = new Set<() => void>();
let leave: (from: AccountSession, to: AccountSession) => void = () => undefined;

const refreshAheadMs = 60_000;
const shortestDelayMs = 5_000;

const scheduleRefresh = (session: AccountSession): void => {
  const inMs = Date.parse(session.expiresAt) - Date.now() - refreshAheadMs;
  timer = setTimeout(() => void refreshSession().catch(() => undefined), Math.max(inMs, shortestDelayMs));
};

export const setSession = (session: AccountSession | null): void => {
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
export const currentSession = (): AccountSession | null => current;
export const accessToken = (): string | undefined => current?.accessToken;

export const onSessionChange = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** What happens to a page whose session turns out to be another's, or in another organization. */
export const onMoved = (handler: typeof leave): void => {
  leave = handler;
};

const requestSession = async (organizationId: string | undefined): Promise<AccountSession> => {
  const response = await send(buildRequest(refresh, organizationId ? { organizationId } : {}), { timeoutMs: 15_000 });
  return refresh.output.parse(await readAnswer(response));
};

/** One tab of the browser after the other, where the browser can: the cookie is theirs together, and each refresh replaces it. */
const inTurn = <T>(work: () => Promise<T>): Promise<T> =>
  'locks' in navigator ? navigator.locks.request('crm-gtd-refresh', work) : work();

const isElsewhere = (before: AccountSession, after: AccountSession): boolean =>
  before.user.id !== after.user.id || before.organizationId !== after.organizationId;

/**
 * A session of somebody else, or in another organization, came back: another tab has signed in or moved. What this page shows and
 * what it was about to send belong to the former one, so the page is left, and whoever waits for the session waits for good.
 */
const keep = (session: AccountSession): AccountSession | Promise<never> => {
  if (!current || !isElsewhere(current, session)) {
    setSession(session);
    return session;
  }
  leave(current, session);
  return new Promise<never>(() => undefined);
};

/** One refresh in flight, whoever asks: the cookie rotates, and a second use of the old one would look like theft. */
export const refreshSession = (): Promise<AccountSession> => {
  refreshing ??= inTurn(() => requestSession(undefined))
    .then(keep)
    .finally(() => {
      refreshing = null;
    });
  return refreshing;
};

const mostTries = 3;

/** On to another organization, at the reader's wish. A tab that refreshed at the same moment may have had its way first: asked again then. */
export const moveTo = async (organizationId: string): Promise<AccountSession> => {
  await refreshing?.catch(() => undefined);
  for (let tries = 1; ; tries += 1) {
    const session = await inTurn(() => requestSession(organizationId));
    if (session.organizationId !== organizationId && tries < mostTries) continue;
    setSession(session);
    tellTabs('moved');
    return session;
  }
};
