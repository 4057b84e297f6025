import { expect, test } from '@jest/globals';
import { firstView, sortFor, statusOf, viewOf } from './deals-view.ts';

test('U6: an address with nonsense shows the board of open deals', () => {
  expect([viewOf({ ...firstView, view: 'x' }), statusOf({ ...firstView, status: 'x' })]).toEqual(['board', 'open']);
});

test('U6: closed deals come the latest first until somebody sorts', () => {
  expect([sortFor('won', '-createdAt'), sortFor('lost', '-createdAt'), sortFor('open', '-closedAt')]).toEqual([
    '-closedAt',
    '-closedAt',
    '-createdAt',
  ]);
  expect(sortFor('won', 'title')).toBe('title');
});
