import { expect, test } from '@jest/globals';
import { mappingFault, paceOf } from './import-math.ts';

const startedAt = '2026-08-22T10:00:00.000Z';
const now = Date.parse('2026-08-22T10:00:10.000Z');

test('pace and time left follow from what is done', () => {
  expect(paceOf({ progress: { done: 2_000, total: 10_000 }, startedAt }, now)).toEqual({ rowsPerSecond: 200, secondsLeft: 40, share: 0.2 });
});

test('no guess before anything is done', () => {
  expect(paceOf({ progress: { done: 0, total: 10_000 }, startedAt }, now).secondsLeft).toBeNull();
  expect(paceOf({ progress: { done: 0, total: 0 }, startedAt: null }, now)).toEqual({ rowsPerSecond: 0, secondsLeft: null, share: 0 });
});

test('a mapping needs something to call the contact by, and each field once', () => {
  expect(mappingFault({ '0': 'email', '1': 'phone' })).toBeNull();
  expect(mappingFault({ '0': 'phone', '1': null })).toBe('noName');
  expect(mappingFault({ '0': 'lastName', '1': 'lastName' })).toBe('twice');
});
