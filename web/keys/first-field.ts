'use client';

import { type RefCallback, useCallback } from 'react';
import { giveTyped, keepTyped } from './typed-ahead.ts';

const named = '[data-autofocus]';
const fields = 'input:not([type="hidden"]):not(:disabled), textarea:not(:disabled), select:not(:disabled)';
const buttons = 'button:not(:disabled)';

/** The field one begins with: the one marked so, else the first, else the first button; never a window's cross, which stands outside. */
export const firstFieldOf = (part: HTMLElement): HTMLElement | null =>
  part.querySelector<HTMLElement>(named) ?? part.querySelector<HTMLElement>(fields) ?? part.querySelector<HTMLElement>(buttons);

const untilShown = (field: HTMLElement): Promise<void> =>
  new Promise((resolve) => {
    const look = (): void => {
      if (!field.isConnected || field.checkVisibility({ visibilityProperty: true })) resolve();
      else requestAnimationFrame(look);
    };
    look();
  });

/**
 * A ref for a window's form: its first field has focus as soon as it can be seen, and gets what was typed before.
 * `data-autofocus` tells the library's own focus trap, which acts a moment later, the same.
 */
export const useFirstField = (): RefCallback<HTMLElement> =>
  useCallback((part: HTMLElement | null) => {
    const field = part && firstFieldOf(part);
    if (!field) return;
    keepTyped();
    field.setAttribute('data-autofocus', 'true');
    void untilShown(field).then(() => {
      field.focus();
      giveTyped(field);
    });
  }, []);
