import { expect, test } from '@jest/globals';
import { safeNext } from './next-place.ts';

test('only a path of this app is followed after sign-in', () => {
  expect(safeNext('/deals/1?task=2')).toBe('/deals/1?task=2');
  expect([null, 'https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)'].map(safeNext)).toEqual(
    Array(5).fill('/today'),
  );
});
