'use client';

import type { Money } from '@crm-gtd/shared/contracts/money.ts';
import { useTranslations } from 'next-intl';
import { useFormats } from '../../components/formats.ts';

type Sum = Money & Readonly<{ atLeast?: boolean }>;

/** Amounts of several currencies side by side; what is nothing is not said, unless all of it is. */
export const useSumText = () => {
  const t = useTranslations('deals');
  const { roundMoney } = useFormats();
  const told = (sum: Sum): string => (sum.atLeast ? t('atLeast', { sum: roundMoney(sum) }) : roundMoney(sum));
  return (sums: readonly Sum[]): string => {
    const some = sums.filter(({ amount }) => amount !== 0);
    return some.length === 0 ? roundMoney({ amount: 0, currency: 'PLN' }) : some.map(told).join(' + ');
  };
};
