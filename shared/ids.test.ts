import { expect, test } from '@jest/globals';
import { version } from 'uuid';
import { deterministicId, isId, newId } from './ids.ts';

test('ids are distinct version 7 uuids in the order in which they were made, many in one millisecond too', () => {
  const ids = Array.from({ length: 20_000 }, newId);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.every((id) => isId(id) && version(id) === 7)).toBe(true);
  expect(ids.toSorted()).toEqual(ids);
});

test('the random part of neighbours differs', () => {
  const tails = Array.from({ length: 1_000 }, () => newId().slice(-12));
  expect(new Set(tails).size).toBe(tails.length);
});

test('the same name gives the same id', () => {
  const namespace = newId();
  expect(deterministicId(namespace, 'a')).toBe(deterministicId(namespace, 'a'));
  expect(deterministicId(namespace, 'a')).not.toBe(deterministicId(namespace, 'b'));
});
