'use client';

import { getEntitlements, getSubscription, type Subscription } from '@crm-gtd/shared/contracts/billing/subscriptions.ts';
import { listMemberships } from '@crm-gtd/shared/contracts/gateway/organizations.ts';
import { Badge, Group, Progress, Skeleton, Text, Title } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useRead } from '../../api/queries.ts';
import { useFormats } from '../../components/formats.ts';
import { useMay } from '../../session/session.tsx';
import classes from './billing.module.css';
import { CancelButton } from './cancel-button.tsx';

const msInDay = 86_400_000;

const daysLeft = (until: string): number => Math.max(Math.ceil((Date.parse(until) - Date.now()) / msInDay), 0);

const statusColor = (status: Subscription['status']): string => {
  if (status === 'active') return 'green';
  return status === 'trialing' ? 'iris' : 'amber';
};

const Period = ({ subscription }: Readonly<{ subscription: Subscription }>) => {
  const t = useTranslations('billing');
  const { day } = useFormats();
  const { status, trialEndsAt, currentPeriodEnd, cancelAtPeriodEnd } = subscription;
  if (status === 'trialing' && trialEndsAt) return <Text>{t('trialLeft', { count: daysLeft(trialEndsAt), day: day(trialEndsAt) })}</Text>;
  if (!currentPeriodEnd) return null;
  return <Text>{t(cancelAtPeriodEnd ? 'endsOn' : 'renewsOn', { day: day(currentPeriodEnd) })}</Text>;
};

const Limit = ({ label, used, limit }: Readonly<{ label: string; used: number | undefined; limit: number | null }>) => {
  const t = useTranslations('billing');
  const { number } = useFormats();
  const full = limit !== null && used !== undefined && used >= limit;
  return (
    <div>
      <Text size="xs" c="dimmed" fw={540}>
        {label}
      </Text>
      <Text size="sm" fw={580}>
        {limit === null
          ? t('unlimited')
          : used === undefined
            ? t('upTo', { limit: number(limit) })
            : t('usedOf', { used: number(used), limit: number(limit) })}
      </Text>
      {limit !== null && used !== undefined && (
        <Progress mt={6} size="sm" value={Math.min((used / limit) * 100, 100)} color={full ? 'red' : 'iris'} aria-label={label} />
      )}
    </div>
  );
};

/** What one has and how much of it is used; members are counted here, larger numbers only the services know. */
const Usage = () => {
  const t = useTranslations('limits');
  const { data } = useRead(getEntitlements, {});
  const members = useRead(listMemberships, {}, { enabled: useMay('gateway.members:read') });
  if (!data) return <Skeleton height={60} />;
  return (
    <div className={classes.usage}>
      <Limit label={t('users')} used={members.data?.items.length} limit={data.limits.users} />
      <Limit label={t('contacts')} used={undefined} limit={data.limits.contacts} />
    </div>
  );
};

export const SubscriptionSummary = () => {
  const t = useTranslations('billing');
  const { data } = useRead(getSubscription, {});
  if (!data) return <Skeleton height={120} radius="lg" />;
  return (
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
  );
};
