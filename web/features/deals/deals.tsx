'use client';

import { boardSums } from '@crm-gtd/shared/contracts/crm/deals.ts';
import type { Pipeline } from '@crm-gtd/shared/contracts/crm/pipelines.ts';
import { Button, Group, SegmentedControl, Select } from '@mantine/core';
import { IconCoins, IconLayoutKanban, IconPlus, IconTrophy } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useRead } from '../../api/queries.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { useFormats } from '../../components/formats.ts';
import { PageHeader } from '../../components/page-header.tsx';
import { useUrlState } from '../../components/url-state.ts';
import { useKeys } from '../../keys/use-keys.ts';
import { useMay } from '../../session/session.tsx';
import { showWindow } from '../../shell/shell-state.ts';
import { Board, BoardSkeleton } from './board.tsx';
import { DealMonths } from './deal-months.tsx';
import { DealsTable } from './deals-table.tsx';
import { type DealsView, firstView, sortFor, statusesShown, statusOf, viewOf, views } from './deals-view.ts';
import { chosenPipeline, usePipelines } from './use-pipelines.ts';

const NewDealButton = () => {
  const t = useTranslations('deals');
  return (
    <Button leftSection={<IconPlus size={16} />} onClick={() => showWindow('newDeal')}>
      {t('new')}
    </Button>
  );
};

const useTotals = (pipeline: Pipeline | undefined) => {
  const t = useTranslations('deals');
  const { number } = useFormats();
  const sums = useRead(boardSums, { pipelineId: pipeline?.id ?? '' }, { enabled: pipeline !== undefined });
  const count = sums.data?.items.reduce((total, sum) => total + sum.count, 0);
  return { count, text: count ? t('openCount', { count, shown: number(count) }) : undefined };
};

type ToolsProps = Readonly<{ state: DealsView; onChange: (change: Partial<DealsView>) => void }>;

const Tools = ({ state, onChange }: ToolsProps) => {
  const t = useTranslations('deals');
  return (
    <Group gap="xs">
      <SegmentedControl
        size="xs"
        aria-label={t('views.label')}
        value={viewOf(state)}
        onChange={(view) => onChange({ view })}
        data={views.map((value) => ({ value, label: t(`views.${value}`) }))}
      />
      {viewOf(state) !== 'months' && (
        <SegmentedControl
          size="xs"
          aria-label={t('fields.status')}
          value={statusOf(state)}
          onChange={(status) => onChange({ status })}
          data={statusesShown.map((value) => ({ value, label: t(`outcomes.${value}`) }))}
        />
      )}
    </Group>
  );
};

const PipelineSelect = ({
  pipelines,
  value,
  onChange,
}: Readonly<{ pipelines: readonly Pipeline[]; value: string | undefined; onChange: (id: string) => void }>) => {
  const t = useTranslations('deals');
  if (pipelines.length < 2) return null;
  return (
    <Select
      w={200}
      aria-label={t('pipeline')}
      allowDeselect={false}
      value={value ?? null}
      onChange={(id) => onChange(id ?? '')}
      data={pipelines.map(({ id, name }) => ({ value: id, label: name }))}
    />
  );
};

const NoDeals = ({ mayWrite }: Readonly<{ mayWrite: boolean }>) => {
  const t = useTranslations('deals.empty');
  return (
    <EmptyState
      kind="firstUse"
      compact
      icon={IconLayoutKanban}
      beside={[IconCoins, IconTrophy]}
      title={t('title')}
      text={t('text')}
      actions={mayWrite && <NewDealButton />}
    />
  );
};

export const Deals = () => {
  const t = useTranslations('deals');
  const pipelines = usePipelines();
  const [state, setState] = useUrlState(firstView);
  const all = pipelines.data?.items ?? [];
  const pipeline = chosenPipeline(pipelines.data?.items, state.pipeline);
  const [view, status] = [viewOf(state), statusOf(state)];
  const totals = useTotals(pipeline);
  const mayWrite = useMay('crm.deals:write');
  useKeys([{ keys: 'n', label: t('new'), group: t('title'), run: () => showWindow('newDeal') }], mayWrite);
  return (
    <>
      <PageHeader
        title={t('title')}
        note={totals.text}
        actions={
          <>
            <PipelineSelect pipelines={all} value={pipeline?.id} onChange={(id) => setState({ pipeline: id })} />
            {mayWrite && totals.count !== 0 && <NewDealButton />}
          </>
        }
        tools={<Tools state={state} onChange={setState} />}
      />
      {pipelines.isPending && <BoardSkeleton />}
      {pipelines.error && <ErrorState error={pipelines.error} onRetry={() => void pipelines.refetch()} />}
      {view === 'board' && status === 'open' && totals.count === 0 && <NoDeals mayWrite={mayWrite} />}
      {pipeline && view === 'board' && <Board key={pipeline.id} pipeline={pipeline} status={status} />}
      {pipeline && view === 'table' && (
        <DealsTable
          pipelines={all}
          pipelineId={pipeline.id}
          state={{ ...state, status, sort: sortFor(status, state.sort) }}
          onChange={setState}
        />
      )}
      {pipeline && view === 'months' && <DealMonths pipelineId={pipeline.id} />}
    </>
  );
};
