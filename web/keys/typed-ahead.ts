import type { KeyPress } from './key-event.ts';

/** The text with this key added; undefined when the key types nothing. Right Alt reports as Ctrl+Alt on Windows, and types. */
export const addTyped = (text: string, press: KeyPress): string | undefined => {
  if (press.isComposing || press.metaKey || (press.ctrlKey && !press.altKey)) return undefined;
  if (press.key === 'Backspace') return text.slice(0, -1);
  if (press.key === 'Enter') return `${text}\n`;
  return press.key.length === 1 ? text + press.key : undefined;
};

let stop: (() => void) | undefined;
let typed = '';
let startedIn: Element | null = null;

const fields = 'input, textarea, select, [contenteditable="true"]';
/** Not the field one came from: a window may be opened out of one. */
const inNewField = (): boolean => document.activeElement !== startedIn && (document.activeElement?.matches(fields) ?? false);

const leaving = new Set(['Escape', 'Tab']);

const keep = (event: KeyboardEvent): void => {
  if (leaving.has(event.key)) dropTyped();
  const next = stop && !inNewField() ? addTyped(typed, event) : undefined;
  if (next === undefined) return;
  typed = next;
  event.preventDefault();
  event.stopImmediatePropagation();
};

/** What was being typed for a window that will not open is forgotten. */
export const dropTyped = (): void => {
  stop?.();
  stop = undefined;
  typed = '';
};

/** A window is about to open: until its first field has focus, keys are kept for that field instead of running as shortcuts. */
export const keepTyped = (): void => {
  if (stop || typeof window === 'undefined') return;
  startedIn = document.activeElement;
  window.addEventListener('keydown', keep, true);
  window.addEventListener('pointerdown', dropTyped, true);
  stop = () => {
    window.removeEventListener('keydown', keep, true);
    window.removeEventListener('pointerdown', dropTyped, true);
  };
};

type TextField = HTMLInputElement | HTMLTextAreaElement;

const takesText = (field: Element | undefined): field is TextField =>
  field instanceof HTMLTextAreaElement || (field instanceof HTMLInputElement && !['checkbox', 'radio', 'button'].includes(field.type));

/** A choice takes no text: what was typed belongs to the next field of its form that does. */
const textFieldFrom = (field: HTMLElement): TextField | undefined =>
  takesText(field) ? field : [...(field.closest('form')?.elements ?? [])].find(takesText);

/** As if typed by hand: React hears a change only of a value set past its own setter. */
const insert = (field: TextField, text: string): void => {
  const prototype = field instanceof HTMLTextAreaElement ? HTMLTextAreaElement.prototype : HTMLInputElement.prototype;
  Object.getOwnPropertyDescriptor(prototype, 'value')?.set?.call(field, field.value + text);
  field.dispatchEvent(new Event('input', { bubbles: true }));
};

const pressEnter = (field: TextField): void => {
  const going = field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
  if (going && field instanceof HTMLInputElement) field.form?.requestSubmit();
};

/** The window's first field has focus: gives it what was typed meanwhile, line by line as it would have come. */
export const giveTyped = (focused: HTMLElement): void => {
  const field = textFieldFrom(focused);
  const [first = '', ...lines] = typed.split('\n');
  const some = typed !== '';
  dropTyped();
  if (!field || !some) return;
  field.focus();
  if (first) insert(field, first);
  // Each Enter waits until React has drawn what stands before it.
  lines.forEach((line, index) => {
    setTimeout(() => {
      pressEnter(field);
      if (line) setTimeout(() => insert(field, line));
    }, index);
  });
};
