'use client';

import { getUsage } from '@crm-gtd/shared/contracts/billing/subscriptions.ts';
import { Progress, Skeleton, Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useRead } from '../../api/queries.ts';
import { ErrorState } from '../../components/error-state.tsx';
import { useFormats } from '../../components/formats.ts';
import classes from './billing.module.css';

type LimitProps = Readonly<{ label: string; used: number; allowed: number | null }>;

const Limit = ({ label, used, allowed }: LimitProps) => {
  const t = useTranslations('billing');
  const { number } = useFormats();
  const full = allowed !== null && used >= allowed;
  return (
    <div>
      <Text size="xs" c="dimmed" fw={540}>
        {label}
      </Text>
      <Text size="sm" fw={580}>
        {allowed === null ? t('usedUnlimited', { used: number(used) }) : t('usedOf', { used: number(used), limit: number(allowed) })}
      </Text>
      {allowed !== null && (
        <Progress
          mt={6}
          size="sm"
          value={Math.min((used / Math.max(allowed, 1)) * 100, 100)}
          color={full ? 'red' : 'iris'}
          aria-label={label}
        />
      )}
    </div>
  );
};

/** How much of every limit is used. */
export const Usage = () => {
  const t = useTranslations('limits');
  const { data, error, refetch } = useRead(getUsage, {});
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton height={60} />;
  return (
    <div className={classes.usage}>
      {data.items.map(({ limit, used, allowed }) => (
        <Limit key={limit} label={t(limit)} used={used} allowed={allowed} />
      ))}
    </div>
  );
};
