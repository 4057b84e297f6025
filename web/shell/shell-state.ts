'use client';

import { useSyncExternalStore } from 'react';
import { dropTyped, keepTyped } from '../keys/typed-ahead.ts';

/** Which of the shell's own windows is open; any screen may ask for one. */
export type ShellWindow = 'capture' | 'shortcuts' | 'newDeal' | 'newContact' | 'newCompany' | 'newTask' | null;

let open: ShellWindow = null;
const listeners = new Set<() => void>();

/** Windows without a field to type into. */
const withoutField: readonly ShellWindow[] = [null, 'shortcuts'];

export const showWindow = (next: ShellWindow): void => {
  open = next;
  if (withoutField.includes(next)) dropTyped();
  else keepTyped();
  for (const listener of listeners) listener();
};

export const openShortcuts = (): void => showWindow('shortcuts');
export const openCapture = (): void => showWindow('capture');
export const closeWindow = (): void => showWindow(null);

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useShellWindow = (): ShellWindow =>
  useSyncExternalStore(
    subscribe,
    () => open,
    () => null,
  );
