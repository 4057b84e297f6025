'use client';

import { useLayoutEffect } from 'react';
import { dropTyped, keepTyped } from './typed-ahead.ts';

let holders = 0;

/** React may take an effect back and run it again at once; only a window that stays away loses what was typed for it. */
const release = (): void => {
  holders -= 1;
  queueMicrotask(() => holders === 0 && dropTyped());
};

/** For a window with fields: from its first drawing on, before its content is there, keys are kept for its first field. */
export const useTypedAhead = (opened = true): void => {
  useLayoutEffect(() => {
    if (!opened) return undefined;
    holders += 1;
    keepTyped();
    return release;
  }, [opened]);
};
