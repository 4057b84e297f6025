'use client';

import type { AccountSession } from '@crm-gtd/shared/contracts/gateway/identity.ts';
import { useRouter, useSearchParams } from 'next/navigation';
import { rememberLocale } from '../../api/locale.ts';
import { setSession } from '../../api/session.ts';
import { tellTabs } from '../../api/tabs.ts';
import { safeNext } from './next-place.ts';

/** After sign-in and registration alike: keep the session, speak the account's language, go where the reader wanted. */
export const useEnter = () => {
  const router = useRouter();
  const search = useSearchParams();
  return async (session: AccountSession): Promise<void> => {
    setSession(session);
    tellTabs('moved');
    await rememberLocale(session.user.locale);
    router.replace(safeNext(search.get('next')));
    router.refresh();
  };
};
