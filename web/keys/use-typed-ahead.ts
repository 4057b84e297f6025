'use client';

import { useLayoutEffect } from 'react';
import { dropTyped, keepTyped } from './typed-ahead.ts';

/** For a window with fields: from its first drawing on, before its content is there, keys are kept for its first field. */
export const useTypedAhead = (opened = true): void => {
  useLayoutEffect(() => {
    if (!opened) return undefined;
    keepTyped();
    return dropTyped;
  }, [opened]);
};
