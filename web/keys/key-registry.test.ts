import { expect, test } from '@jest/globals';
import { type Binding, bindingFor, boundKeys, registerKeys, startsSequence } from './key-registry.ts';

const binding = (keys: string, label: string): Binding => ({ keys, label, group: 'test', run: () => undefined });

test('the newest owner of a key wins, and leaving gives it back', () => {
  const leaveShell = registerKeys(Symbol('shell'), [binding('m', 'shell')]);
  const leaveScreen = registerKeys(Symbol('screen'), [binding('m', 'screen')]);
  expect(bindingFor('m')?.label).toBe('screen');
  leaveScreen();
  expect(bindingFor('m')?.label).toBe('shell');
  leaveShell();
  expect(boundKeys()).toEqual([]);
});

test('a key that begins a sequence is known as such', () => {
  const leave = registerKeys(Symbol('shell'), [binding('g i', 'inbox')]);
  expect(startsSequence('g')).toBe(true);
  expect(startsSequence('i')).toBe(false);
  expect(bindingFor('g i')?.label).toBe('inbox');
  leave();
});
