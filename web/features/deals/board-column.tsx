'use client';

import { type Deal, listDeals } from '@crm-gtd/shared/contracts/crm/deals.ts';
import type { Stage } from '@crm-gtd/shared/contracts/crm/pipelines.ts';
import type { MoneySum } from '@crm-gtd/shared/contracts/money.ts';
import { Droppable } from '@hello-pangea/dnd';
import { Group, Skeleton, Text, Title, Tooltip } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useEffect } from 'react';
import { useReadPages } from '../../api/queries.ts';
import { ErrorState } from '../../components/error-state.tsx';
import { useFormats } from '../../components/formats.ts';
import { LoadMore } from '../../components/load-more.tsx';
import classes from './board.module.css';
import { add, columnInput } from './board-cache.ts';
import { type CardProps, DealCard } from './deal-card.tsx';
import { useSumText } from './use-sum-text.ts';

type Sum = Readonly<{ count: number; sums: readonly MoneySum[]; weightedSums: readonly MoneySum[] }>;

type Props = Readonly<{
  stage: Stage;
  sum: Sum | undefined;
  /** The sums could not be had: that is told, and never looks like an empty stage. */
  sumFailed: boolean;
  /** The deal in the air, to show what this column's sum would become. */
  dragged: Deal | undefined;
  cards: Omit<CardProps, 'deal' | 'index' | 'menuOpened' | 'rowProps'>;
  menuOf: string | null;
  rowPropsOf: (id: string) => object;
  onRows: (stageId: string, deals: readonly Deal[]) => void;
}>;

type HeadProps = Readonly<{ stage: Stage; sum: Sum | undefined; failed: boolean; preview: Deal | undefined }>;

const Sums = ({ stage, sum, preview }: Readonly<{ stage: Stage; sum: Sum; preview: Deal | undefined }>) => {
  const t = useTranslations('deals');
  const { percent } = useFormats();
  const sumText = useSumText();
  const { sums } = sum;
  return (
    <>
      <Text size="sm" fw={560} c={preview ? 'var(--accent-text)' : 'inherit'} className={classes.value}>
        {preview ? t('sumAfter', { sum: sumText(add(sums, preview.value, 1)) }) : sumText(sums)}
      </Text>
      {!preview && (
        <Tooltip label={t('weightedHint', { probability: percent(stage.probability / 100) })}>
          <Text size="xs" c="dimmed" className={classes.value}>
            {t('weighted', { sum: sumText(sum.weightedSums) })}
          </Text>
        </Tooltip>
      )}
    </>
  );
};

const ColumnHead = ({ stage, sum, failed, preview }: HeadProps) => {
  const t = useTranslations('deals');
  const { number } = useFormats();
  return (
    <div className={classes.head}>
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Title order={2} size="h3" lineClamp={1}>
          {stage.name}
        </Title>
        {sum && (
          <Text size="xs" c="dimmed" className={classes.count} aria-label={t('dealCount', { count: sum.count })}>
            {number(sum.count)}
          </Text>
        )}
      </Group>
      <Group justify="space-between" gap="0 8px">
        {sum && <Sums stage={stage} sum={sum} preview={preview} />}
        {!sum && failed && (
          <Text size="sm" c="red" className={classes.value}>
            {t('sumFailed')}
          </Text>
        )}
        {!sum && !failed && <Skeleton height={20} width={90} aria-hidden="true" />}
      </Group>
    </div>
  );
};

export const BoardColumn = ({ stage, sum, sumFailed, dragged, cards, menuOf, rowPropsOf, onRows }: Props) => {
  const t = useTranslations('deals');
  const query = useReadPages(listDeals, columnInput(cards.pipeline.id, stage.id));
  const { rows } = query;
  useEffect(() => onRows(stage.id, rows), [onRows, stage.id, rows]);
  return (
    <Droppable droppableId={stage.id}>
      {(drop, state) => {
        const preview = state.isDraggingOver && dragged?.stageId !== stage.id ? dragged : undefined;
        return (
          <section className={classes.column} data-over={state.isDraggingOver || undefined} aria-label={stage.name}>
            <ColumnHead stage={stage} sum={sum} failed={sumFailed} preview={preview} />
            <div ref={drop.innerRef} {...drop.droppableProps} className={classes.cards}>
              {query.isPending && <Skeleton height={92} radius="md" />}
              {query.error && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
              {rows.map((deal, index) => (
                <DealCard
                  key={deal.id}
                  {...cards}
                  deal={deal}
                  index={index}
                  menuOpened={menuOf === deal.id}
                  rowProps={rowPropsOf(deal.id)}
                />
              ))}
              {drop.placeholder}
              {query.data && rows.length === 0 && !state.isDraggingOver && (
                <Text size="xs" c="dimmed" ta="center" py="md">
                  {t('emptyColumn')}
                </Text>
              )}
              <LoadMore query={query} />
            </div>
          </section>
        );
      }}
    </Droppable>
  );
};
