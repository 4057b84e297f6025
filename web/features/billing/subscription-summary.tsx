'use client';

import { graceDays } from '@crm-gtd/shared/contracts/billing/plans.ts';
import { getSubscription, type Subscription } from '@crm-gtd/shared/contracts/billing/subscriptions.ts';
import { Alert, Badge, Group, Skeleton, Text, Title } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useRead } from '../../api/queries.ts';
import { ErrorState } from '../../components/error-state.tsx';
import { useFormats } from '../../components/formats.ts';
import classes from './billing.module.css';
import { CancelButton } from './cancel-button.tsx';
import { Usage } from './usage.tsx';

const msInDay = 86_400_000;

const daysLeft = (until: string): number => Math.max(Math.ceil((Date.parse(until) - Date.now()) / msInDay), 0);
const daysAfter = (instant: string, days: number): string => new Date(Date.parse(instant) + days * msInDay).toISOString();

const statusColor = (status: Subscription['status']): string => {
  if (status === 'active') return 'green';
  return status === 'trialing' ? 'iris' : 'amber';
};

const Period = ({ subscription }: Readonly<{ subscription: Subscription }>) => {
  const t = useTranslations('billing');
  const { day } = useFormats();
  const { status, access, trialEndsAt, currentPeriodEnd, cancelAtPeriodEnd } = subscription;
  if (access === 'readOnly') return <Text>{t('readOnlyText')}</Text>;
  if (status === 'trialing' && trialEndsAt) return <Text>{t('trialLeft', { count: daysLeft(trialEndsAt), day: day(trialEndsAt) })}</Text>;
  if (!currentPeriodEnd) return null;
  if (status === 'past_due')
    return <Text>{t('overdue', { day: day(currentPeriodEnd), until: day(daysAfter(currentPeriodEnd, graceDays)) })}</Text>;
  return <Text>{t(cancelAtPeriodEnd ? 'endsOn' : 'paidUntil', { day: day(currentPeriodEnd) })}</Text>;
};

/** Where nothing is sold: only what is used of what the installation allows. */
export const UnsoldSummary = () => {
  const t = useTranslations('billing');
  return (
    <section className={classes.summary} aria-label={t('unsold.title')}>
      <div>
        <Title order={2} mb={4}>
          {t('unsold.title')}
        </Title>
        <Text>{t('unsold.text')}</Text>
      </div>
      <Usage />
    </section>
  );
};

export const SubscriptionSummary = () => {
  const t = useTranslations('billing');
  const { data, error, refetch } = useRead(getSubscription, {});
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton height={120} radius="lg" />;
  return (
    <>
      {data.access === 'readOnly' && (
        <Alert color="amber" variant="light" icon={<IconInfoCircle size={18} />} title={t('readOnlyTitle')}>
          {t('readOnlyChoose')}
        </Alert>
      )}
      <section className={classes.summary} aria-label={t('subscription')}>
        <div>
          <Group gap="xs" mb={4}>
            <Title order={2}>{t(`plans.${data.plan}.name`)}</Title>
            <Badge color={statusColor(data.status)}>{t(`status.${data.status}`)}</Badge>
          </Group>
          <Period subscription={data} />
          <CancelButton subscription={data} />
        </div>
        <Usage />
      </section>
    </>
  );
};
