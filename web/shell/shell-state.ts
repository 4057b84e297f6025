'use client';

import { useSyncExternalStore } from 'react';

/** Which of the shell's own windows is open; any screen may ask for one. */
export type ShellWindow = 'capture' | 'shortcuts' | 'newDeal' | 'newContact' | 'newCompany' | 'newTask' | null;

let open: ShellWindow = null;
const listeners = new Set<() => void>();

export const showWindow = (next: ShellWindow): void => {
  open = next;
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
