'use client';

import { listPlans, type PlanCode } from '@crm-gtd/shared/contracts/billing/plans.ts';
import { createCheckout, getSubscription } from '@crm-gtd/shared/contracts/billing/subscriptions.ts';
import { Alert, SegmentedControl, Skeleton, Stack } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { useRead } from '../../api/queries.ts';
import { ErrorState } from '../../components/error-state.tsx';
import { useFailureNote } from '../../components/failure-note.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { useMay } from '../../session/session.tsx';
import { Section } from '../today/section.tsx';
import classes from './billing.module.css';
import { Invoices } from './invoices.tsx';
import { type Interval, PlanCard } from './plan-card.tsx';
import { SubscriptionSummary } from './subscription-summary.tsx';

const paidStatuses = new Set(['active', 'past_due']);

/** Leaves for the provider's page: its address comes from the server, which knows the provider. */
const useCheckout = () => {
  const failureNote = useFailureNote();
  const [busy, setBusy] = useState<PlanCode | null>(null);
  const choose = async (plan: PlanCode, interval: Interval): Promise<void> => {
    setBusy(plan);
    try {
      const { url } = await api(createCheckout, { plan, interval });
      window.location.assign(url);
    } catch (error) {
      failureNote(error);
      setBusy(null);
    }
  };
  return { busy, choose };
};

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
              mayChoose={mayChoose}
              busy={busy === plan.code}
              onChoose={() => void choose(plan.code, interval)}
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
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} />
      <Stack gap={36}>
        <SubscriptionSummary />
        <Plans />
        {mayInvoices && <Invoices />}
      </Stack>
    </>
  );
};
