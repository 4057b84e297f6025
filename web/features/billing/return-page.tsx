'use client';

import { type Checkout, getSubscription, settleCheckout } from '@crm-gtd/shared/contracts/billing/subscriptions.ts';
import { Button, Center, Loader, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useEffect } from 'react';
import { api } from '../../api/client.ts';
import { forget, useRead } from '../../api/queries.ts';
import { ErrorState } from '../../components/error-state.tsx';
import { PageTitle } from '../../components/page-title.tsx';

const pollMs = 1_500;

/** Settling is the same whoever asks first, this page or the provider's webhook: it may be asked again and again. */
const useSettled = (checkoutId: string) => {
  const client = useQueryClient();
  const query = useQuery({
    queryKey: ['billing.checkouts', 'settle', checkoutId],
    queryFn: () => api(settleCheckout, { checkoutId }),
    refetchInterval: ({ state }) => (state.data?.status === 'open' || state.data?.status === 'refunding' ? pollMs : false),
  });
  const status = query.data?.status;
  useEffect(() => {
    if (status === 'completed') forget(client, ['billing.subscriptions', 'gateway.organizations', 'gateway.audit']);
  }, [status, client]);
  return query;
};

const outcomeOf = (status: Checkout['status'] | undefined): 'paid' | 'refunded' | 'expired' => {
  if (status === 'completed') return 'paid';
  return status === 'refunding' || status === 'refunded' ? 'refunded' : 'expired';
};

export const ReturnPage = ({ checkoutId }: Readonly<{ checkoutId: string }>) => {
  const t = useTranslations('billing');
  const { data, error, refetch } = useSettled(checkoutId);
  const subscription = useRead(getSubscription, {}, { enabled: data?.status === 'completed' }).data;
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  const paid = data?.status === 'completed';
  const outcome = outcomeOf(data?.status);
  return (
    <Center mih="60dvh">
      <PageTitle title={t('return.title')} />
      <Stack align="center" gap="sm" role="status" aria-live="polite">
        {!data || data.status === 'open' ? (
          <>
            <Loader />
            <Text>{t('return.waiting')}</Text>
          </>
        ) : (
          <>
            <ThemeIcon size={64} radius="xl" color={paid ? 'green.7' : 'gray'}>
              {paid ? <IconCheck size={34} /> : <IconX size={34} />}
            </ThemeIcon>
            <Title order={1} ta="center">
              {t(`return.${outcome}`, { plan: t(`plans.${subscription?.plan ?? data.plan}.name`) })}
            </Title>
            <Text c="dimmed" ta="center">
              {t(`return.${outcome}Text`)}
            </Text>
            <Button component={Link} href="/billing" mt="md">
              {t('return.back')}
            </Button>
          </>
        )}
      </Stack>
    </Center>
  );
};
