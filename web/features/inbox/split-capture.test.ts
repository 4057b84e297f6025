import { expect, test } from '@jest/globals';
import { lineCount, putBack, splitCapture, thoughtsOf } from './split-capture.ts';

const titles = (typed: string, together = false): string[] => thoughtsOf(typed, together).map(({ title }) => title);

test('the first line is the title, the rest a note', () => {
  expect(splitCapture('  Zadzwonić \n\n do Anny\n')).toMatchObject({ title: 'Zadzwonić', notes: 'do Anny' });
  expect(splitCapture('Jedno')).toMatchObject({ title: 'Jedno', notes: null });
});

test('a first line too long for a title is kept whole in the note', () => {
  const long = 'a'.repeat(600);
  const { title, notes } = splitCapture(long);
  expect([title.length, notes]).toEqual([500, long]);
});

test('U9: many lines are many thoughts, whatever ends them, and empty ones are none', () => {
  expect(titles('mleko\nchleb\r\n\r\n  masło \rser\n')).toEqual(['mleko', 'chleb', 'masło', 'ser']);
  expect(titles(' \n \n')).toEqual([]);
  expect(lineCount('a\n\nb')).toBe(2);
});

test('U9: said to belong together, they are one thought with a note', () => {
  expect(thoughtsOf('Zakupy\nmleko\nchleb', true)).toMatchObject([{ title: 'Zakupy', notes: 'mleko\nchleb' }]);
});

test('U8: what was not saved comes back before what was typed since, and nothing else does', () => {
  const [, ...unsaved] = thoughtsOf('pierwsza\ndruga\ntrzecia', false);
  expect(putBack(unsaved, 'i jeszcze')).toBe('druga\ntrzecia\ni jeszcze');
  expect(putBack(thoughtsOf('Zakupy\nmleko', true), '')).toBe('Zakupy\nmleko');
});
