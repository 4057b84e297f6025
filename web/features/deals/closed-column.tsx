'use client';

import { type Deal, listDeals } from '@crm-gtd/shared/contracts/crm/deals.ts';
import { Button, Group, Skeleton, Text, Title } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useReadPages } from '../../api/queries.ts';
import { ErrorState } from '../../components/error-state.tsx';
import { useFormats } from '../../components/formats.ts';
import { LoadMore } from '../../components/load-more.tsx';
import classes from './board.module.css';
import { closedInput } from './board-cache.ts';
import type { DealActions } from './use-deal-actions.ts';

type CardProps = Readonly<{ deal: Deal; actions: DealActions; mayWrite: boolean; rowProps: object }>;

const ClosedCard = ({ deal, actions, mayWrite, rowProps }: CardProps) => {
  const t = useTranslations('deals');
  const { roundMoney, day } = useFormats();
  return (
    <div className={classes.card}>
      <Link href={`/deals/${deal.id}`} className={classes.handle} prefetch={false} {...rowProps}>
        <Text component="span" size="sm" fw={580} lineClamp={2}>
          {deal.title}
        </Text>
        <Text component="span" size="xs" c="dimmed" truncate>
          {deal.companyName ?? deal.contactName ?? t('noCompany')}
        </Text>
        <Group component="span" gap={8} justify="space-between" wrap="nowrap">
          <Text component="span" fw={620} size="sm" className={classes.value}>
            {roundMoney(deal.value)}
          </Text>
          <Text component="span" size="xs" c="dimmed" className={classes.value}>
            {deal.closedAt ? day(deal.closedAt) : ''}
          </Text>
        </Group>
        {deal.lostReason && (
          <Text component="span" size="xs" c="dimmed" lineClamp={2}>
            {deal.lostReason}
          </Text>
        )}
      </Link>
      {mayWrite && (
        <Button
          mt={6}
          size="compact-xs"
          variant="subtle"
          color="gray"
          leftSection={<IconArrowBackUp size={14} aria-hidden="true" />}
          aria-label={t('reopenNamed', { title: deal.title })}
          onClick={() => void actions.reopen(deal)}
        >
          {t('reopen')}
        </Button>
      )}
    </div>
  );
};

type Props = Readonly<{
  pipelineId: string;
  status: 'won' | 'lost';
  actions: DealActions;
  mayWrite: boolean;
  rowPropsOf: (id: string) => object;
}>;

/** What became of deals, the latest first: beside the stages, but nothing is dragged out of it. */
export const ClosedColumn = ({ pipelineId, status, actions, mayWrite, rowPropsOf }: Props) => {
  const t = useTranslations('deals');
  const query = useReadPages(listDeals, closedInput(pipelineId, status));
  return (
    <section className={classes.column} data-outcome={status} aria-label={t(`outcomes.${status}`)}>
      <div className={classes.head}>
        <Title order={2} size="h3">
          {t(`outcomes.${status}`)}
        </Title>
        <Text size="xs" c="dimmed">
          {t('latestFirst')}
        </Text>
      </div>
      <div className={classes.cards}>
        {query.isPending && <Skeleton height={92} radius="md" />}
        {query.error && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
        {query.rows.map((deal) => (
          <ClosedCard key={deal.id} deal={deal} actions={actions} mayWrite={mayWrite} rowProps={rowPropsOf(deal.id)} />
        ))}
        {query.data && query.rows.length === 0 && (
          <Text size="xs" c="dimmed" ta="center" py="md">
            {t('emptyColumn')}
          </Text>
        )}
        <LoadMore query={query} />
      </div>
    </section>
  );
};
