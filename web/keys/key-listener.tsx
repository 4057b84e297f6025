'use client';

import { useEffect } from 'react';
import { mayBeShortcut, targetOf } from './key-event.ts';
import { bindingFor, startsSequence } from './key-registry.ts';
import { useSingleKeys } from './single-keys.ts';

const sequenceMs = 1_200;

/** The one listener for single keys and sequences; mounted once, in the shell. */
export const KeyListener = () => {
  const [singleKeys] = useSingleKeys();
  useEffect(() => {
    if (!singleKeys) return undefined;
    let pending = '';
    let timer: ReturnType<typeof setTimeout> | undefined;
    const forget = (): void => {
      pending = '';
      clearTimeout(timer);
    };
    const onKeyDown = (event: KeyboardEvent): void => {
      if (!mayBeShortcut(event, targetOf(document.activeElement, event.key))) {
        forget();
        return;
      }
      const typed = pending ? `${pending} ${event.key}` : event.key;
      const binding = bindingFor(typed) ?? bindingFor(event.key);
      const waits = !pending && startsSequence(event.key);
      forget();
      if (waits) {
        pending = event.key;
        timer = setTimeout(forget, sequenceMs);
        return;
      }
      if (!binding) return;
      event.preventDefault();
      binding.run();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => {
      forget();
      window.removeEventListener('keydown', onKeyDown);
    };
  }, [singleKeys]);
  return null;
};
