'use client';

import type { AccountSession, Session } from '@crm-gtd/shared/contracts/gateway/identity.ts';
import type { Permission } from '@crm-gtd/shared/contracts/permissions.ts';
import { useQueryClient } from '@tanstack/react-query';
import { usePathname, useRouter, useSearchParams } from 'next/navigation';
import { useLocale } from 'next-intl';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import { rememberLocale } from '../api/locale.ts';
import { isApiError } from '../api/problem.ts';
import { currentSession, leaveSession, onMoved, onSessionChange, refreshSession, wasLeft } from '../api/session.ts';
import { hearTabs } from '../api/tabs.ts';
import { ErrorState } from '../components/error-state.tsx';
import { TimeZoneContext } from '../components/time-zone.ts';
import { ShellSkeleton } from '../shell/shell-skeleton.tsx';
import { leavePage } from './moved.ts';
import { MovedNote } from './moved-note.tsx';
import { signInPlace } from './sign-in-place.ts';

const SessionContext = createContext<AccountSession | null>(null);

/** Who is signed in, in an organization or in none. */
export const useAccount = (): AccountSession => {
  const session = useContext(SessionContext);
  if (!session) throw new Error('useAccount belongs below SessionGate');
  return session;
};

export const belongs = (session: AccountSession): session is Session => session.organizationId !== null;

export const useSession = (): Session => {
  const session = useAccount();
  if (!belongs(session)) throw new Error('useSession belongs where an organization is known');
  return session;
};

export const useMay = (permission: Permission | 'operator'): boolean => useSession().permissions.includes(permission);

const onServer = (): AccountSession | null => null;
export const useCurrentSession = () => useSyncExternalStore(onSessionChange, currentSession, onServer);

const isSignedOut = (error: unknown): boolean => isApiError(error) && (error.status === 401 || error.status === 403);

/** Asks for the session once, at load: the access token never outlives the page, the cookie brings it back. */
export const useRestored = () => {
  const [state, setState] = useState<'asking' | 'asked' | Error>(() => (currentSession() ? 'asked' : 'asking'));
  const ask = useCallback(async () => {
    setState('asking');
    try {
      if (!currentSession()) await refreshSession();
      setState('asked');
    } catch (error) {
      setState(isSignedOut(error) ? 'asked' : (error as Error));
    }
  }, []);
  useEffect(() => void ask(), [ask]);
  return { state, ask };
};

/** The account's language wins over what the browser remembered. */
const useAccountLocale = (session: AccountSession | null): void => {
  const router = useRouter();
  const locale = useLocale();
  const wanted = session?.user.locale;
  useEffect(() => {
    if (wanted && wanted !== locale) void rememberLocale(wanted).then(() => router.refresh());
  }, [wanted, locale, router]);
};

/** Signing out or moving in one tab reaches all: the cookie they share is gone, or another's. */
const useOtherTabs = (): void => {
  useEffect(() => {
    onMoved(leavePage);
    return hearTabs((news) => {
      if (!currentSession()) return;
      if (news === 'signedOut') leaveSession();
      else void refreshSession().catch(() => undefined);
    });
  }, []);
};

/** Everything below has a session; without one the reader goes to sign in and comes back where he was. An account without organization sees `nowhere`. */
export const SessionGate = ({ children, nowhere }: Readonly<{ children: ReactNode; nowhere: ReactNode }>) => {
  const session = useCurrentSession();
  const { state, ask } = useRestored();
  const router = useRouter();
  const path = usePathname();
  const query = useSearchParams().toString();
  const client = useQueryClient();
  useAccountLocale(session);
  useOtherTabs();
  const gone = state === 'asked' && !session;
  useEffect(() => {
    if (!gone) return;
    client.clear();
    router.replace(wasLeft() ? '/sign-in' : signInPlace(path, query));
  }, [gone, client, router, path, query]);

  if (state instanceof Error && !session) return <ErrorState error={state} onRetry={() => void ask()} />;
  if (!session) return <ShellSkeleton />;
  return (
    <SessionContext.Provider value={session}>
      <TimeZoneContext.Provider value={session.user.timeZone}>
        <MovedNote />
        {belongs(session) ? children : nowhere}
      </TimeZoneContext.Provider>
    </SessionContext.Provider>
  );
};
