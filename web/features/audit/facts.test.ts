import { expect, test } from '@jest/globals';
import { changesOf, factsOf } from './facts.ts';

const data = {
  dealId: 'd',
  value: { amount: 5, currency: 'PLN' },
  before: { stageId: 'a', status: 'open' },
  after: { stageId: 'a', status: 'won' },
};

test('only what differs between before and after is a change', () => {
  expect(changesOf(data)).toEqual([{ path: 'status', before: 'open', after: 'won' }]);
  expect(changesOf({ dealId: 'd' })).toEqual([]);
});

test('the other facts are told leaf by leaf', () => {
  expect(factsOf(data)).toEqual([
    ['dealId', 'd'],
    ['value.amount', 5],
    ['value.currency', 'PLN'],
  ]);
});
