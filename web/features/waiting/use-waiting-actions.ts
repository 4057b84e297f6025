'use client';

import { reopenWaitingFor, resolveWaitingFor, type WaitingFor } from '@crm-gtd/shared/contracts/gtd/waiting.ts';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { api } from '../../api/client.ts';
import { useAct } from '../../components/use-act.ts';

export const useWaitingActions = () => {
  const t = useTranslations('waiting');
  const act = useAct();
  return useMemo(
    () => ({
      resolve: ({ id: waitingForId, title }: WaitingFor) =>
        act(
          resolveWaitingFor,
          { waitingForId },
          { done: () => t('done.resolved', { title }), undo: () => api(reopenWaitingFor, { waitingForId }) },
        ),
      reopen: ({ id: waitingForId, title }: WaitingFor) =>
        act(
          reopenWaitingFor,
          { waitingForId },
          { done: () => t('done.reopened', { title }), undo: () => api(resolveWaitingFor, { waitingForId }) },
        ),
    }),
    [act, t],
  );
};
