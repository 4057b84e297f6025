import type { Deal } from '@crm-gtd/shared/contracts/crm/deals.ts';
import { expect, test } from '@jest/globals';
import { type Column, moveSums, withDeal, without } from './board-cache.ts';

const deal = (id: string, stageId = 'a', amount = 10_000): Deal => ({
  id,
  stageId,
  title: id,
  value: { amount, currency: 'PLN' },
  companyId: null,
  contactId: null,
  expectedCloseOn: null,
  notes: null,
  pipelineId: 'p',
  status: 'open',
  motion: 'moving',
  companyName: null,
  contactName: null,
  ownerId: 'u',
  lostReason: null,
  closedAt: null,
  stageEnteredAt: '',
  createdAt: '',
  updatedAt: '',
  version: 1,
});
const column = (...ids: string[]): Column => ({ pages: [{ items: ids.map((id) => deal(id)), nextCursor: null }], pageParams: [''] });
const idsOf = (shown: Column | undefined): string[] | undefined => shown?.pages.flatMap(({ items }) => items.map(({ id }) => id));
const sums = {
  items: [
    {
      stageId: 'a',
      count: 1,
      sums: [{ amount: 10_000, currency: 'PLN' as const, atLeast: false }],
      weightedSums: [{ amount: 1_000, currency: 'PLN' as const, atLeast: false }],
    },
    { stageId: 'b', count: 0, sums: [], weightedSums: [] },
  ],
  nextCursor: null,
};
const probability = (stageId: string): number => (stageId === 'a' ? 10 : 50);

test('a moved card leaves one column and lies in the other where it was dropped', () => {
  expect(idsOf(without(column('x', 'y'), 'x'))).toEqual(['y']);
  expect(idsOf(withDeal(column('p', 'q'), deal('x'), 1))).toEqual(['p', 'x', 'q']);
  expect(idsOf(withDeal(column('p'), deal('x'), 99))).toEqual(['p', 'x']);
});

test('sums follow the card at once, weighted by the stage it is in', () => {
  const [from, to] = moveSums(sums, deal('x'), 'b', probability)?.items ?? [];
  expect(from).toMatchObject({ count: 0, sums: [{ amount: 0 }], weightedSums: [{ amount: 0 }] });
  expect(to).toMatchObject({ count: 1, sums: [{ amount: 10_000 }], weightedSums: [{ amount: 5_000 }] });
});

test('a closed deal only leaves; a card put back where it was changes nothing', () => {
  expect(moveSums(sums, deal('x'), null, probability)?.items.map(({ count }) => count)).toEqual([0, 0]);
  expect(moveSums(sums, deal('x'), 'a', probability)).toEqual(sums);
});
