'use client';

import { type ClosedMonth, closedMonths } from '@crm-gtd/shared/contracts/crm/deals.ts';
import { IconCalendarStats, IconCoins, IconTrophy } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { useReadPages } from '../../api/queries.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { useFormats } from '../../components/formats.ts';
import type { Column } from '../../components/record-row.tsx';
import { RecordTable } from '../../components/record-table.tsx';
import { useSumText } from './use-sum-text.ts';

const idOf = ({ month }: ClosedMonth): string => month;

const useColumns = (): readonly Column<ClosedMonth>[] => {
  const t = useTranslations('deals');
  const { month, number, percent } = useFormats();
  const sumText = useSumText();
  return useMemo(
    () => [
      { key: 'month', header: t('months.month'), width: '22%', render: (row) => month(row.month) },
      { key: 'won', header: t('outcomes.won'), width: '90px', align: 'right', render: ({ won }) => number(won.count) },
      { key: 'wonSum', header: t('months.wonSum'), align: 'right', render: ({ won }) => sumText(won.sums) },
      { key: 'lost', header: t('outcomes.lost'), width: '110px', align: 'right', render: ({ lost }) => number(lost.count) },
      { key: 'lostSum', header: t('months.lostSum'), align: 'right', render: ({ lost }) => sumText(lost.sums) },
      {
        key: 'rate',
        header: t('months.rate'),
        width: '130px',
        align: 'right',
        render: ({ won, lost }) => percent(won.count / (won.count + lost.count)),
      },
    ],
    [t, month, number, percent, sumText],
  );
};

/** What was won and lost, month by month. */
export const DealMonths = ({ pipelineId }: Readonly<{ pipelineId: string | undefined }>) => {
  const t = useTranslations('deals');
  const { month } = useFormats();
  const columns = useColumns();
  const query = useReadPages(closedMonths, { ...(pipelineId ? { pipelineId } : {}) });
  if (query.error) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (query.data && query.rows.length === 0) {
    return (
      <EmptyState
        kind="firstUse"
        icon={IconCalendarStats}
        beside={[IconCoins, IconTrophy]}
        title={t('months.empty.title')}
        text={t('months.empty.text')}
      />
    );
  }
  return (
    <RecordTable
      label={t('views.months')}
      columns={columns}
      rows={query.rows}
      rowId={idOf}
      rowName={(row) => month(row.month)}
      loading={query.isPending || query.isFetchingNextPage}
      hasMore={query.hasNextPage}
      onMore={() => void query.fetchNextPage()}
    />
  );
};
