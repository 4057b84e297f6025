'use client';

import { type Deal, listDeals } from '@crm-gtd/shared/contracts/crm/deals.ts';
import type { Pipeline } from '@crm-gtd/shared/contracts/crm/pipelines.ts';
import { Button, Group } from '@mantine/core';
import { IconFilterOff } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useReadPages } from '../../api/queries.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { ListSearch } from '../../components/list-search.tsx';
import { RecordTable } from '../../components/record-table.tsx';
import { TableViewMenu, useTableView } from '../../components/table-view.tsx';
import { useDealColumns } from './deal-columns.tsx';
import type { DealsView } from './deals-view.ts';

const idOf = ({ id }: Deal): string => id;
const nameOf = ({ title }: Deal): string => title;
const hrefOf = ({ id }: Deal): string => `/deals/${id}`;

type Props = Readonly<{
  pipelines: readonly Pipeline[];
  pipelineId: string | undefined;
  state: DealsView;
  onChange: (change: Partial<DealsView>) => void;
}>;

export const DealsTable = ({ pipelines, pipelineId, state, onChange }: Props) => {
  const t = useTranslations('deals');
  const columns = useDealColumns(pipelines);
  const [view, setView] = useTableView('deals');
  const { status, q, sort } = state;
  const query = useReadPages(
    listDeals,
    {
      sort,
      limit: 100,
      ...(pipelineId ? { pipelineId } : {}),
      ...(status === 'all' ? {} : { status: status as 'won' }),
      ...(q ? { q } : {}),
    },
    { keepPrevious: true },
  );
  return (
    <>
      <Group gap="xs" mb="md">
        <ListSearch label={t('search')} value={q} onChange={(next) => onChange({ q: next })} />
        <TableViewMenu view={view} onChange={setView} columns={columns.slice(1)} />
      </Group>
      {query.error && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && query.rows.length === 0 && (
        <EmptyState
          kind="nothingFound"
          icon={IconFilterOff}
          title={t('noneFound.title')}
          text={t('noneFound.text')}
          actions={
            <Button variant="default" onClick={() => onChange({ q: '', status: 'all' })}>
              {t('noneFound.clear')}
            </Button>
          }
        />
      )}
      {(query.isPending || query.rows.length > 0) && (
        <RecordTable
          label={t('title')}
          columns={columns}
          rows={query.rows}
          rowId={idOf}
          rowName={nameOf}
          rowHref={hrefOf}
          view={view}
          loading={query.isPending || query.isFetchingNextPage}
          hasMore={query.hasNextPage}
          onMore={() => void query.fetchNextPage()}
          sort={sort}
          onSort={(next) => onChange({ sort: next })}
        />
      )}
    </>
  );
};
