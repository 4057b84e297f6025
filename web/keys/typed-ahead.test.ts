import { expect, test } from '@jest/globals';
import type { KeyPress } from './key-event.ts';
import { addTyped } from './typed-ahead.ts';

const press = (key: string, change: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  isComposing: false,
  defaultPrevented: false,
  repeat: false,
  ...change,
});
const typed = (keys: readonly string[]): string => keys.reduce((text, key) => addTyped(text, press(key)) ?? text, '');

test('U31: what is typed before the field is there is kept letter by letter, corrections too', () => {
  expect(typed([...'Raport na dziś'])).toBe('Raport na dziś');
  expect(typed(['R', 'x', 'Backspace', 'a'])).toBe('Ra');
  expect(typed(['Shift', 'Z', 'a', 'ArrowLeft', ' ', 'd'])).toBe('Za d');
});

test('U31: right Alt types Polish letters on Windows and on Linux; commands stay commands', () => {
  expect(addTyped('', press('ż', { altKey: true }))).toBe('ż');
  expect(addTyped('', press('ś', { ctrlKey: true, altKey: true }))).toBe('ś');
  for (const change of [{ ctrlKey: true }, { metaKey: true }, { isComposing: true }]) {
    expect(addTyped('a', press('k', change))).toBeUndefined();
  }
});

test('U31: Enter before the field is there is not lost either', () => {
  expect(typed(['m', 'l', 'e', 'k', 'o', 'Enter'])).toBe('mleko\n');
});
