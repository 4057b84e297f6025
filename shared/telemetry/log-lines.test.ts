import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { logLines } from './log-lines.ts';

const collected = () => {
  const writes: string[] = [];
  return { writes, lines: logLines((text) => void writes.push(text)) };
};

test('lines of one turn leave together, in order, at its end', async () => {
  const { writes, lines } = collected();
  lines.write('a', false);
  lines.write('b', false);
  expect(writes).toEqual([]);
  await turn();
  expect(writes).toEqual(['a\nb\n']);
  lines.write('c', false);
  await turn();
  expect(writes).toEqual(['a\nb\n', 'c\n']);
});

test('what must not be lost leaves at once, after what was held', async () => {
  const { writes, lines } = collected();
  lines.write('a', false);
  lines.write('fatal', true);
  expect(writes).toEqual(['a\nfatal\n']);
  await turn();
  expect(writes).toHaveLength(1);
});

test('much text does not wait for the end of the turn', () => {
  const { writes, lines } = collected();
  lines.write('x'.repeat(70_000), false);
  expect(writes).toHaveLength(1);
});
