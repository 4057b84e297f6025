'use client';

import { listPlans, renewalDays } from '@crm-gtd/shared/contracts/billing/plans.ts';
import { getSubscription, type Subscription } from '@crm-gtd/shared/contracts/billing/subscriptions.ts';
import { Alert, SegmentedControl, Skeleton, Stack } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useRead } from '../../api/queries.ts';
import { ErrorState } from '../../components/error-state.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { useMay } from '../../session/session.tsx';
import { Section } from '../today/section.tsx';
import classes from './billing.module.css';
import { Invoices } from './invoices.tsx';
import { type Interval, PlanCard } from './plan-card.tsx';
import { SubscriptionSummary, UnsoldSummary } from './subscription-summary.tsx';
import { useCheckout } from './use-checkout.tsx';

const paidStatuses = new Set(['active', 'past_due']);

/** So near its end, or past it, that the next period can be paid. */
const renewable = ({ status, currentPeriodEnd }: Subscription): boolean =>
  status === 'past_due' || (currentPeriodEnd !== null && Date.parse(currentPeriodEnd) - renewalDays * 86_400_000 <= Date.now());

const Plans = () => {
  const t = useTranslations('billing');
  const [interval, setPeriod] = useState<Interval>('month');
  const plans = useRead(listPlans, {}, { staleTime: 300_000 });
  const subscription = useRead(getSubscription, {}).data;
  const mayChoose = useMay('billing.subscription:write');
  const { busy, choose } = useCheckout();
  return (
    <Section
      title={t('plansTitle')}
      aside={
        <SegmentedControl
          size="xs"
          aria-label={t('interval')}
          value={interval}
          onChange={(value) => setPeriod(value === 'year' ? 'year' : 'month')}
          data={[
            { value: 'month', label: t('monthly') },
            { value: 'year', label: t('yearly') },
          ]}
        />
      }
    >
      {!mayChoose && (
        <Alert color="gray" variant="light" mb="md" icon={<IconInfoCircle size={18} />}>
          {t('ownerOnly')}
        </Alert>
      )}
      {plans.isPending && <Skeleton height={380} radius="lg" />}
      {plans.error && <ErrorState error={plans.error} onRetry={() => void plans.refetch()} />}
      <ul className={classes.plans}>
        {plans.data?.items.map((plan) => {
          const current = subscription?.plan === plan.code;
          const paid = current && paidStatuses.has(subscription.status) && subscription.interval === interval;
          return (
            <PlanCard
              key={plan.code}
              plan={plan}
              interval={interval}
              current={current}
              paid={paid}
              renewable={paid && !subscription.cancelAtPeriodEnd && renewable(subscription)}
              mayChoose={mayChoose}
              busy={busy === plan.code}
              onChoose={() => choose(plan, interval)}
            />
          );
        })}
      </ul>
    </Section>
  );
};

export const Billing = () => {
  const t = useTranslations('billing');
  const mayInvoices = useMay('billing.invoices:read');
  const { data, error, refetch } = useRead(listPlans, {}, { staleTime: 300_000 });
  const sells = data?.paymentProvider !== 'none';
  return (
    <>
      <PageHeader title={t('title')} description={t(sells ? 'description' : 'unsold.description')} />
      <Stack gap={36}>
        {error && <ErrorState error={error} onRetry={() => void refetch()} />}
        {!data && !error && <Skeleton height={120} radius="lg" />}
        {data && (sells ? <SubscriptionSummary /> : <UnsoldSummary />)}
        {data && sells && <Plans />}
        {mayInvoices && <Invoices />}
      </Stack>
    </>
  );
};
