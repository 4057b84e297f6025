import type { boardSums, Deal, listDeals } from '@crm-gtd/shared/contracts/crm/deals.ts';
import type { OutputOf } from '@crm-gtd/shared/contracts/define.ts';
import type { Money, MoneySum } from '@crm-gtd/shared/contracts/money.ts';
import type { Page } from '@crm-gtd/shared/contracts/paging.ts';
import type { InfiniteData } from '@tanstack/react-query';
import type { RequestOf } from '../../api/request.ts';

export const columnInput = (pipelineId: string, stageId: string): RequestOf<typeof listDeals> => ({
  pipelineId,
  stageId,
  status: 'open',
  limit: 25,
  sort: '-stageEnteredAt',
});

export const closedInput = (pipelineId: string, status: 'won' | 'lost'): RequestOf<typeof listDeals> => ({
  pipelineId,
  status,
  limit: 25,
  sort: '-closedAt',
});

export type Column = InfiniteData<Page<Deal>, string>;
export type Sums = OutputOf<typeof boardSums>;

export const without = (column: Column | undefined, dealId: string): Column | undefined =>
  column && { ...column, pages: column.pages.map((page) => ({ ...page, items: page.items.filter(({ id }) => id !== dealId) })) };

/** Into the first page at that place: newest in its stage first is what the server will answer too. */
export const withDeal = (column: Column | undefined, deal: Deal, at: number): Column | undefined => {
  if (!column) return column;
  const cleared = without(column, deal.id) ?? column;
  const [first, ...rest] = cleared.pages;
  if (!first) return cleared;
  const items = [...first.items];
  items.splice(Math.min(at, items.length), 0, deal);
  return { ...cleared, pages: [{ ...first, items }, ...rest] };
};

/** A sum beyond what a number carries stays so until the server has counted again. */
export const add = (sums: readonly MoneySum[], value: Money, sign: 1 | -1): MoneySum[] => {
  const others = sums.filter(({ currency }) => currency !== value.currency);
  const { amount, atLeast } = sums.find(({ currency }) => currency === value.currency) ?? { amount: 0, atLeast: false };
  return [...others, { currency: value.currency, amount: amount + sign * value.amount, atLeast }];
};

/** What the column heads will say once the deal is there. */
export const moveSums = (
  sums: Sums | undefined,
  deal: Deal,
  toStageId: string | null,
  probabilityOf: (stageId: string) => number,
): Sums | undefined =>
  sums && {
    ...sums,
    items: sums.items.map((sum) => {
      const sign = sum.stageId === toStageId ? 1 : sum.stageId === deal.stageId ? -1 : 0;
      if (sign === 0 || toStageId === deal.stageId) return sum;
      const weighted: Money = { currency: deal.value.currency, amount: Math.round((deal.value.amount * probabilityOf(sum.stageId)) / 100) };
      return {
        ...sum,
        count: sum.count + sign,
        sums: add(sum.sums, deal.value, sign),
        weightedSums: add(sum.weightedSums, weighted, sign),
      };
    }),
  };
