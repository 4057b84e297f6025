'use client';

import { boardSums, type Deal } from '@crm-gtd/shared/contracts/crm/deals.ts';
import type { Pipeline } from '@crm-gtd/shared/contracts/crm/pipelines.ts';
import { DragDropContext, type DragStart, type DragUpdate, type DropResult, type ResponderProvided } from '@hello-pangea/dnd';
import { Alert, Button, Select, Skeleton } from '@mantine/core';
import { IconCoins, IconLayoutKanban, IconPlus, IconTrophy } from '@tabler/icons-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useCallback, useMemo, useState } from 'react';
import { useRead } from '../../api/queries.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { useFormats } from '../../components/formats.ts';
import { PageHeader } from '../../components/page-header.tsx';
import { useUrlState } from '../../components/url-state.ts';
import { useKeys } from '../../keys/use-keys.ts';
import { useListKeys } from '../../keys/use-list-keys.ts';
import { useMay } from '../../session/session.tsx';
import { showWindow } from '../../shell/shell-state.ts';
import classes from './board.module.css';
import { BoardColumn } from './board-column.tsx';
import { LoseWindow } from './lose-window.tsx';
import { useDealActions } from './use-deal-actions.ts';
import { chosenPipeline, usePipelines } from './use-pipelines.ts';

/** The cards as they lie, column after column: what j and k walk along. */
const useCards = (pipeline: Pipeline) => {
  const [byStage, setByStage] = useState<Readonly<Record<string, readonly Deal[]>>>({});
  const onRows = useCallback((stageId: string, deals: readonly Deal[]) => setByStage((before) => ({ ...before, [stageId]: deals })), []);
  const deals = useMemo(() => pipeline.stages.flatMap(({ id }) => byStage[id] ?? []), [pipeline, byStage]);
  const find = useCallback((id: string) => deals.find((deal) => deal.id === id), [deals]);
  return { deals, find, onRows };
};

const useAnnouncements = (pipeline: Pipeline, find: (id: string) => Deal | undefined) => {
  const t = useTranslations('deals.announce');
  const nameOf = (stageId: string | undefined): string => pipeline.stages.find(({ id }) => id === stageId)?.name ?? '';
  const titleOf = (id: string): string => find(id)?.title ?? '';
  return {
    lifted: ({ draggableId, source }: DragStart, { announce }: ResponderProvided) =>
      announce(t('lifted', { title: titleOf(draggableId), stage: nameOf(source.droppableId) })),
    over: ({ draggableId, destination }: DragUpdate, { announce }: ResponderProvided) =>
      announce(t('over', { title: titleOf(draggableId), stage: nameOf(destination?.droppableId) })),
    dropped: ({ draggableId, destination }: DropResult, { announce }: ResponderProvided) =>
      announce(
        destination
          ? t('dropped', { title: titleOf(draggableId), stage: nameOf(destination.droppableId) })
          : t('cancelled', { title: titleOf(draggableId) }),
      ),
  };
};

const BoardOf = ({ pipeline }: Readonly<{ pipeline: Pipeline }>) => {
  const t = useTranslations('deals');
  const router = useRouter();
  const mayWrite = useMay('crm.deals:write');
  const actions = useDealActions(pipeline);
  const sums = useRead(boardSums, { pipelineId: pipeline.id });
  const { deals, find, onRows } = useCards(pipeline);
  const announce = useAnnouncements(pipeline, find);
  const [dragged, setDragged] = useState<string | null>(null);
  const [menuOf, setMenuOf] = useState<string | null>(null);
  const [losing, setLosing] = useState<Deal | null>(null);
  const on = (run: (deal: Deal) => unknown) => (id: string) => {
    const deal = find(id);
    if (deal) run(deal);
  };
  const { rowProps } = useListKeys({
    ids: deals.map(({ id }) => id),
    onOpen: (id) => router.push(`/deals/${id}`),
    actions: mayWrite
      ? [
          { keys: 'm', label: t('chooseStage'), run: setMenuOf },
          { keys: 'w', label: t('win'), run: on((deal) => actions.win(deal)) },
          { keys: 'l', label: t('lose'), run: on(setLosing) },
        ]
      : [],
  });
  const onDragEnd = (result: DropResult, provided: ResponderProvided): void => {
    announce.dropped(result, provided);
    setDragged(null);
    const deal = find(result.draggableId);
    const to = result.destination;
    if (deal && to && to.droppableId !== result.source.droppableId) void actions.move(deal, to.droppableId, to.index);
  };
  const onDragStart = (start: DragStart, provided: ResponderProvided): void => {
    setDragged(start.draggableId);
    announce.lifted(start, provided);
  };
  const cards = { pipeline, actions, mayWrite, onMenu: setMenuOf, onLose: setLosing };
  return (
    <>
      {sums.isError && (
        <Alert color="red" variant="light" mb="md" role="alert">
          {t('sumsFailed')}{' '}
          <Button size="compact-sm" variant="subtle" onClick={() => void sums.refetch()}>
            {t('sumsAgain')}
          </Button>
        </Alert>
      )}
      <DragDropContext
        onDragStart={onDragStart}
        onDragUpdate={announce.over}
        onDragEnd={onDragEnd}
        dragHandleUsageInstructions={t('dragHelp')}
      >
        <div className={classes.board}>
          {pipeline.stages.map((stage) => (
            <BoardColumn
              key={stage.id}
              stage={stage}
              sum={sums.data?.items.find(({ stageId }) => stageId === stage.id)}
              sumFailed={sums.isError}
              dragged={dragged ? find(dragged) : undefined}
              cards={cards}
              menuOf={menuOf}
              rowPropsOf={rowProps}
              onRows={onRows}
            />
          ))}
        </div>
      </DragDropContext>
      {losing && <LoseWindow deal={losing} actions={actions} onClose={() => setLosing(null)} />}
    </>
  );
};

const BoardSkeleton = () => (
  <div className={classes.board} aria-hidden="true">
    {['a', 'b', 'c', 'd'].map((key) => (
      <Skeleton key={key} height={420} radius="lg" />
    ))}
  </div>
);

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

export const Board = () => {
  const t = useTranslations('deals');
  const pipelines = usePipelines();
  const [state, setState] = useUrlState({ pipeline: '' });
  const pipeline = chosenPipeline(pipelines.data?.items, state.pipeline);
  const totals = useTotals(pipeline);
  const mayWrite = useMay('crm.deals:write');
  useKeys([{ keys: 'n', label: t('new'), group: t('title'), run: () => showWindow('newDeal') }], mayWrite);
  const several = (pipelines.data?.items.length ?? 0) > 1;
  return (
    <>
      <PageHeader
        title={t('title')}
        note={totals.text}
        actions={
          <>
            {several && (
              <Select
                w={200}
                aria-label={t('pipeline')}
                allowDeselect={false}
                value={pipeline?.id ?? null}
                onChange={(id) => setState({ pipeline: id ?? '' })}
                data={(pipelines.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
              />
            )}
            {mayWrite && totals.count !== 0 && <NewDealButton />}
          </>
        }
      />
      {pipelines.isPending && <BoardSkeleton />}
      {pipelines.error && <ErrorState error={pipelines.error} onRetry={() => void pipelines.refetch()} />}
      {totals.count === 0 && (
        <EmptyState
          kind="firstUse"
          compact
          icon={IconLayoutKanban}
          beside={[IconCoins, IconTrophy]}
          title={t('empty.title')}
          text={t('empty.text')}
          actions={mayWrite && <NewDealButton />}
        />
      )}
      {pipeline && <BoardOf key={pipeline.id} pipeline={pipeline} />}
    </>
  );
};
