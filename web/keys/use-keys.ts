'use client';

import { useEffect, useLayoutEffect, useRef, useSyncExternalStore } from 'react';
import { type Binding, boundKeys, onKeysChange, registerKeys } from './key-registry.ts';

/** Binds keys while the component is shown. `run` may change between renders; the set of keys and labels is what re-registers. */
export const useKeys = (bindings: readonly Binding[], enabled = true): void => {
  const latest = useRef(bindings);
  useEffect(() => {
    latest.current = bindings;
  });
  const shape = enabled ? bindings.map((binding) => `${binding.keys}\u0000${binding.label}\u0000${binding.group}`).join('\u0001') : '';
  // With the drawing, not after it: a key pressed at the first sight of a button must find its binding.
  useLayoutEffect(() => {
    if (!shape) return undefined;
    const stable = latest.current.map((binding) => ({
      ...binding,
      run: () => latest.current.find(({ keys }) => keys === binding.keys)?.run(),
    }));
    return registerKeys(Symbol('keys'), stable);
  }, [shape]);
};

const none: readonly Binding[] = [];
export const useBoundKeys = (): readonly Binding[] => useSyncExternalStore(onKeysChange, boundKeys, () => none);
