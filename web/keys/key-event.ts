const typingTags = new Set(['INPUT', 'TEXTAREA', 'SELECT']);
const ownKeys = new Set(['Enter', ' ', 'ArrowUp', 'ArrowDown']);
const ownsItsKeys =
  'button, a[href], summary, [role="button"], [role="option"], [role="menuitem"], [role="tab"], [role="radio"], [role="checkbox"], [role="combobox"]';

/** Only while one sees it: a closed list of choices may stand in the page all the same. */
const takesAllKeys = '[role="dialog"][aria-modal="true"], [role="menu"], [role="listbox"]:not([data-quiet])';

/** The parts of a KeyboardEvent the decision needs; a test passes plain objects. */
export type KeyPress = Readonly<{
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  isComposing: boolean;
  defaultPrevented: boolean;
  repeat: boolean;
}>;

export type KeyTarget = Readonly<{ tagName: string; isContentEditable: boolean; inDialog: boolean; ownsKey: boolean }>;

export const targetOf = (element: Element | null, key: string): KeyTarget => ({
  tagName: element?.tagName ?? 'BODY',
  isContentEditable: element instanceof HTMLElement && element.isContentEditable,
  inDialog: [...document.querySelectorAll(takesAllKeys)].some((part) => part.checkVisibility()),
  ownsKey: ownKeys.has(key) && element?.closest(ownsItsKeys) != null,
});

/**
 * Whether a key press may be a shortcut at all. Right Alt types Polish letters and reports as Ctrl+Alt on Windows, so nothing
 * with Alt ever is; nor anything typed into a field, during composition, or under an open dialog.
 */
export const mayBeShortcut = (press: KeyPress, target: KeyTarget): boolean => {
  if (press.ctrlKey || press.metaKey || press.altKey || press.isComposing || press.defaultPrevented) return false;
  if (press.key === 'Dead' || press.key === 'Process') return false;
  if (typingTags.has(target.tagName) || target.isContentEditable) return false;
  return !target.inDialog && !target.ownsKey;
};
