'use client';

import { cancelSubscription, resumeSubscription, type Subscription } from '@crm-gtd/shared/contracts/billing/subscriptions.ts';
import { Button } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { api } from '../../api/client.ts';
import { useAct } from '../../components/use-act.ts';
import { useMay } from '../../session/session.tsx';

export const CancelButton = ({ subscription }: Readonly<{ subscription: Subscription }>) => {
  const t = useTranslations('billing');
  const act = useAct();
  const may = useMay('billing.subscription:write');
  if (!may || subscription.status !== 'active') return null;
  const cancel = (): Promise<unknown> =>
    act(cancelSubscription, {}, { done: () => t('cancelled'), undo: () => api(resumeSubscription, {}) });
  const resume = (): Promise<unknown> => act(resumeSubscription, {}, { done: () => t('resumed'), undo: () => api(cancelSubscription, {}) });
  return subscription.cancelAtPeriodEnd ? (
    <Button mt="sm" size="xs" variant="light" onClick={() => void resume()}>
      {t('resume')}
    </Button>
  ) : (
    <Button mt="sm" size="xs" variant="default" onClick={() => void cancel()}>
      {t('cancel')}
    </Button>
  );
};
