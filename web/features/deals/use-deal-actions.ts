'use client';

import {
  boardSums,
  type Deal,
  deleteDeal,
  listDeals,
  loseDeal,
  moveDeal,
  reopenDeal,
  restoreDeal,
  winDeal,
} from '@crm-gtd/shared/contracts/crm/deals.ts';
import type { Pipeline } from '@crm-gtd/shared/contracts/crm/pipelines.ts';
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { api } from '../../api/client.ts';
import { keyOf, pagesKeyOf } from '../../api/queries.ts';
import { useAct } from '../../components/use-act.ts';
import { type Column, columnInput, moveSums, type Sums, withDeal, without } from './board-cache.ts';

const probabilityIn = (pipeline: Pipeline) => (stageId: string) => pipeline.stages.find(({ id }) => id === stageId)?.probability ?? 0;

/** Shows the deal where it is going before the server has answered, and gives back the way to where it was. */
const showMoved = (client: QueryClient, pipeline: Pipeline, deal: Deal, toStageId: string | null, at: number): (() => void) => {
  const from = pagesKeyOf(listDeals, columnInput(pipeline.id, deal.stageId));
  const to = toStageId ? pagesKeyOf(listDeals, columnInput(pipeline.id, toStageId)) : undefined;
  const sumsKey = keyOf(boardSums, { pipelineId: pipeline.id });
  const touched = [from, sumsKey, ...(to ? [to] : [])];
  for (const queryKey of touched) void client.cancelQueries({ queryKey });
  const before = touched.map((queryKey) => [queryKey, client.getQueryData(queryKey)] as const);
  client.setQueryData<Column>(from, (column) => without(column, deal.id));
  if (to) client.setQueryData<Column>(to, (column) => withDeal(column, { ...deal, stageId: toStageId ?? deal.stageId }, at));
  client.setQueryData<Sums>(sumsKey, (sums) => moveSums(sums, deal, toStageId, probabilityIn(pipeline)));
  return () => {
    for (const [queryKey, data] of before) client.setQueryData(queryKey, data);
  };
};

/**
 * Moves and closings. On the board they show at once; a refusal puts the card back and says why. Undo sends the opposite
 * command without a version: it means "as it was", whatever happened to other fields since.
 */
export const useDealActions = (pipeline: Pipeline | undefined) => {
  const t = useTranslations('deals');
  const act = useAct();
  const client = useQueryClient();
  return useMemo(() => {
    const optimistic = async <T>(
      deal: Deal,
      toStageId: string | null,
      at: number,
      run: () => Promise<T | undefined>,
    ): Promise<T | undefined> => {
      const rollBack = pipeline ? showMoved(client, pipeline, deal, toStageId, at) : undefined;
      const result = await run();
      if (result === undefined) rollBack?.();
      return result;
    };
    const versioned = ({ id: dealId, version: expectedVersion }: Deal) => ({ dealId, expectedVersion });
    const stageName = (stageId: string): string => pipeline?.stages.find(({ id }) => id === stageId)?.name ?? '';
    return {
      move: (deal: Deal, stageId: string, at = 0) =>
        optimistic(deal, stageId, at, () =>
          act(
            moveDeal,
            { ...versioned(deal), stageId },
            {
              done: () => t('done.moved', { title: deal.title, stage: stageName(stageId) }),
              undo: () => api(moveDeal, { dealId: deal.id, stageId: deal.stageId }),
              failed: t('failed.move', { title: deal.title }),
            },
          ),
        ),
      win: (deal: Deal) =>
        optimistic(deal, null, 0, () =>
          act(winDeal, versioned(deal), {
            done: () => t('done.won', { title: deal.title }),
            undo: () => api(reopenDeal, { dealId: deal.id }),
            failed: t('failed.win', { title: deal.title }),
          }),
        ),
      lose: (deal: Deal, reason?: string) =>
        optimistic(deal, null, 0, () =>
          act(
            loseDeal,
            { ...versioned(deal), ...(reason ? { reason } : {}) },
            {
              done: () => t('done.lost', { title: deal.title }),
              undo: () => api(reopenDeal, { dealId: deal.id }),
              failed: t('failed.lose', { title: deal.title }),
            },
          ),
        ),
      reopen: (deal: Deal) =>
        act(
          reopenDeal,
          { dealId: deal.id },
          {
            done: () => t('done.reopened', { title: deal.title }),
            undo: () => (deal.status === 'won' ? api(winDeal, { dealId: deal.id }) : api(loseDeal, { dealId: deal.id })),
          },
        ),
      remove: (deal: Deal) =>
        act(
          deleteDeal,
          { dealId: deal.id },
          { done: () => t('done.deleted', { title: deal.title }), undo: () => api(restoreDeal, { dealId: deal.id }) },
        ),
    };
  }, [act, client, pipeline, t]);
};

export type DealActions = ReturnType<typeof useDealActions>;
