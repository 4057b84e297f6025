'use client';

import { boardSums, type Deal } from '@crm-gtd/shared/contracts/crm/deals.ts';
import type { Pipeline } from '@crm-gtd/shared/contracts/crm/pipelines.ts';
import { DragDropContext, type DragStart, type DragUpdate, type DropResult, type ResponderProvided } from '@hello-pangea/dnd';
import { Alert, Button, Skeleton } from '@mantine/core';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useCallback, useMemo, useState } from 'react';
import { useRead } from '../../api/queries.ts';
import { useListKeys } from '../../keys/use-list-keys.ts';
import { useMay } from '../../session/session.tsx';
import classes from './board.module.css';
import { BoardColumn } from './board-column.tsx';
import { ClosedColumn } from './closed-column.tsx';
import type { StatusShown } from './deals-view.ts';
import { LoseWindow } from './lose-window.tsx';
import { useDealActions } from './use-deal-actions.ts';

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

/** The stages with their open deals, what became of others beside them, as the reader wants it. */
export const Board = ({ pipeline, status }: Readonly<{ pipeline: Pipeline; status: StatusShown }>) => {
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
  const stages = status === 'open' || status === 'all' ? pipeline.stages : [];
  const outcomes = (['won', 'lost'] as const).filter((outcome) => status === outcome || status === 'all');
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
          {stages.map((stage) => (
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
          {outcomes.map((outcome) => (
            <ClosedColumn
              key={outcome}
              pipelineId={pipeline.id}
              status={outcome}
              actions={actions}
              mayWrite={mayWrite}
              rowPropsOf={rowProps}
            />
          ))}
        </div>
      </DragDropContext>
      {losing && <LoseWindow deal={losing} actions={actions} onClose={() => setLosing(null)} />}
    </>
  );
};

export const BoardSkeleton = () => (
  <div className={classes.board} aria-hidden="true">
    {['a', 'b', 'c', 'd'].map((key) => (
      <Skeleton key={key} height={420} radius="lg" />
    ))}
  </div>
);
