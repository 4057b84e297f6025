'use client';

import { logout } from '@crm-gtd/shared/contracts/gateway/identity.ts';
import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useCallback } from 'react';
import { api } from '../api/client.ts';
import { leaveSession } from '../api/session.ts';
import { tellTabs } from '../api/tabs.ts';
import { useFailureNote } from '../components/failure-note.tsx';

/** Leaves the screen only when the server has ended the session: a cookie left behind would sign the next person in. */
export const useSignOut = () => {
  const router = useRouter();
  const client = useQueryClient();
  const failureNote = useFailureNote();
  return useCallback(
    async (everywhere = false): Promise<void> => {
      try {
        await api(logout, { everywhere });
      } catch (error) {
        failureNote(error);
        return;
      }
      tellTabs('signedOut');
      router.replace('/sign-in');
      leaveSession();
      client.clear();
    },
    [router, client, failureNote],
  );
};
