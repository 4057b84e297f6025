'use client';

import { useTranslations } from 'next-intl';
import { useCallback, useMemo, useRef, useState } from 'react';
import type { Binding } from './key-registry.ts';
import { useKeys } from './use-keys.ts';

export type RowAction = Readonly<{ keys: string; label: string; run: (id: string) => void }>;

type Options = Readonly<{
  ids: readonly string[];
  /** Absent when the row's own link opens it: Enter then is the browser's. */
  onOpen?: ((id: string) => void) | undefined;
  onSelect?: ((id: string) => void) | undefined;
  onLeave?: (() => void) | undefined;
  actions?: readonly RowAction[];
  /** A virtual list brings the row into being before it can take focus. */
  onMove?: ((index: number) => void) | undefined;
  enabled?: boolean;
}>;

const attribute = 'data-row-id';

const focusRow = (id: string): void => {
  requestAnimationFrame(() => {
    const row = document.querySelector<HTMLElement>(`[${attribute}="${CSS.escape(id)}"]`);
    row?.focus({ preventScroll: true });
    row?.scrollIntoView({ block: 'nearest' });
  });
};

/** j/k, arrows on a focused row, Enter, x and the list's own letters. The active row has focus, so screen readers follow. */
export const useListKeys = ({ ids, onOpen, onSelect, onLeave, actions = [], onMove, enabled = true }: Options) => {
  const t = useTranslations('keys');
  const [activeId, setActiveId] = useState<string | undefined>(undefined);
  const latest = useRef({ ids, activeId });
  latest.current = { ids, activeId };

  const move = useCallback(
    (step: number): void => {
      const { ids: now, activeId: from } = latest.current;
      if (now.length === 0) return;
      const at = from === undefined ? -1 : now.indexOf(from);
      const next = Math.min(Math.max(at === -1 && step < 0 ? 0 : at + step, 0), now.length - 1);
      const id = now[next];
      if (id === undefined) return;
      setActiveId(id);
      onMove?.(next);
      focusRow(id);
    },
    [onMove],
  );

  const withActive = (run: (id: string) => void) => () => {
    const { activeId: id, ids: now } = latest.current;
    if (id !== undefined && now.includes(id)) run(id);
  };

  const group = t('groups.list');
  const bindings: Binding[] = [
    { keys: 'j', label: t('next'), group, run: () => move(1) },
    { keys: 'k', label: t('previous'), group, run: () => move(-1) },
    { keys: 'ArrowDown', label: t('next'), group, run: () => move(1) },
    { keys: 'ArrowUp', label: t('previous'), group, run: () => move(-1) },
    ...(onOpen ? [{ keys: 'Enter', label: t('open'), group, run: withActive(onOpen) }] : []),
    ...(onSelect ? [{ keys: 'x', label: t('select'), group, run: withActive(onSelect) }] : []),
    ...(onLeave ? [{ keys: 'Escape', label: t('leave'), group, run: onLeave }] : []),
    ...actions.map(({ keys, label, run }) => ({ keys, label, group, run: withActive(run) })),
  ];
  useKeys(bindings, enabled && ids.length > 0);

  const rowProps = useCallback(
    (id: string) => ({
      [attribute]: id,
      tabIndex: 0,
      'data-active': id === activeId || undefined,
      onFocus: () => setActiveId(id),
    }),
    [activeId],
  );
  return useMemo(() => ({ activeId, rowProps, setActiveId }), [activeId, rowProps]);
};
