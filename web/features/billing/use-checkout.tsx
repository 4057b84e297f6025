'use client';

import { type Outgrown, outgrownBy, type Plan, type PlanCode } from '@crm-gtd/shared/contracts/billing/plans.ts';
import { createCheckout, getUsage } from '@crm-gtd/shared/contracts/billing/subscriptions.ts';
import { List, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { hasCode } from '../../api/problem.ts';
import { useRead } from '../../api/queries.ts';
import { useFailureNote } from '../../components/failure-note.tsx';
import { useFormats } from '../../components/formats.ts';
import type { Interval } from './plan-card.tsx';

const OutgrownText = ({ outgrown }: Readonly<{ outgrown: readonly Outgrown[] }>) => {
  const t = useTranslations('billing.outgrown');
  const limits = useTranslations('limits');
  const { number } = useFormats();
  return (
    <>
      <List size="sm" mb="sm">
        {outgrown.map(({ limit, used, allowed }) => (
          <List.Item key={limit}>{t('line', { limit: limits(limit), used: number(used), allowed: number(allowed) })}</List.Item>
        ))}
      </List>
      <Text size="sm">{t('text')}</Text>
    </>
  );
};

/** Asked before anything is paid: what is there stays, but nothing could be added. */
const useOutgrownQuestion = () => {
  const t = useTranslations('billing.outgrown');
  const plans = useTranslations('billing.plans');
  return (plan: PlanCode, outgrown: readonly Outgrown[], onConfirm: () => void): void => {
    modals.openConfirmModal({
      title: t('title', { plan: plans(`${plan}.name`) }),
      children: <OutgrownText outgrown={outgrown} />,
      labels: { confirm: t('confirm'), cancel: t('cancel') },
      onConfirm,
    });
  };
};

/** Leaves for the provider's page: its address comes from the server, which knows the provider. */
export const useCheckout = () => {
  const failureNote = useFailureNote();
  const ask = useOutgrownQuestion();
  const usage = useRead(getUsage, {}).data;
  const [busy, setBusy] = useState<PlanCode | null>(null);

  const buy = async (plan: PlanCode, interval: Interval, acceptOutgrown: boolean): Promise<void> => {
    setBusy(plan);
    try {
      const { url } = await api(createCheckout, { plan, interval, acceptOutgrown });
      window.location.assign(url);
    } catch (error) {
      setBusy(null);
      // Somebody added more since this page was read: the server tells what it counted.
      if (hasCode(error, 'BILLING_PLAN_OUTGROWN'))
        return ask(plan, error.details['outgrown'] as readonly Outgrown[], () => void buy(plan, interval, true));
      failureNote(error);
    }
  };

  const choose = ({ code, limits }: Plan, interval: Interval): void => {
    const used = Object.fromEntries((usage?.items ?? []).map((item) => [item.limit, item.used]));
    const outgrown = usage ? outgrownBy(limits, { users: used['users'] ?? 0, contacts: used['contacts'] ?? 0 }) : [];
    if (outgrown.length === 0) return void buy(code, interval, false);
    ask(code, outgrown, () => void buy(code, interval, true));
  };
  return { busy, choose };
};
