import { expect, test } from '@jest/globals';
import { searchState } from './search-state.ts';

const answered = { data: {}, isPlaceholderData: false, error: null };
const open = { data: undefined, isPlaceholderData: false, error: null };

test('U17: nothing is said to be missing while one answer is, or belongs to what was typed before', () => {
  expect(searchState([answered, open], true)).toBe('asking');
  expect(searchState([answered, { ...answered, isPlaceholderData: true }], true)).toBe('asking');
  expect(searchState([answered], false)).toBe('asking');
  expect(searchState([answered, answered], true)).toBe('answered');
});

test('U17: an answer that failed is no answer', () => {
  expect(searchState([answered, { ...open, error: new Error('x') }], true)).toBe('failed');
});
