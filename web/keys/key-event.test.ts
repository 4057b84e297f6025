import { expect, test } from '@jest/globals';
import { type KeyPress, type KeyTarget, mayBeShortcut } from './key-event.ts';

const press = (change: Partial<KeyPress> = {}): KeyPress => ({
  key: 'q',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  isComposing: false,
  defaultPrevented: false,
  repeat: false,
  ...change,
});
const target = (change: Partial<KeyTarget> = {}): KeyTarget => ({
  tagName: 'BODY',
  isContentEditable: false,
  inDialog: false,
  ownsKey: false,
  ...change,
});

test('a plain key on the page is a shortcut', () => {
  expect(mayBeShortcut(press(), target())).toBe(true);
});

test.each(['INPUT', 'TEXTAREA', 'SELECT'])('never inside %s', (tagName) => {
  expect(mayBeShortcut(press(), target({ tagName }))).toBe(false);
});

test('never in an editor, under a dialog, or where the control uses the key itself', () => {
  expect(mayBeShortcut(press(), target({ isContentEditable: true }))).toBe(false);
  expect(mayBeShortcut(press(), target({ inDialog: true }))).toBe(false);
  expect(mayBeShortcut(press({ key: 'Enter' }), target({ ownsKey: true }))).toBe(false);
});

test('right Alt types ł and ą: nothing with Alt, and nothing during composition, is a shortcut', () => {
  expect(mayBeShortcut(press({ key: 'ł', ctrlKey: true, altKey: true }), target())).toBe(false);
  expect(mayBeShortcut(press({ key: 'ą', altKey: true }), target())).toBe(false);
  expect(mayBeShortcut(press({ isComposing: true }), target())).toBe(false);
  expect(mayBeShortcut(press({ key: 'Dead' }), target())).toBe(false);
});
