import { expect, test } from '@jest/globals';
import { placeOf } from './order.ts';

test.each([
  ['projection', 0, 1, 'next'],
  ['projection', 4, 5, 'next'],
  ['projection', 4, 4, 'older'],
  ['projection', 4, 2, 'older'],
  ['projection', 4, 6, 'gap'],
  ['projection', 0, 2, 'gap'],
  ['reaction', 0, 9, 'next'],
  ['reaction', 4, 9, 'next'],
  ['reaction', 4, 4, 'older'],
  ['reaction', 4, 3, 'older'],
  ['observer', 4, 3, 'next'],
] as const)('for a %s that applied %i, sequence %i is %s', (kind, last, sequence, place) => {
  expect(placeOf(kind, last, sequence)).toBe(place);
});
