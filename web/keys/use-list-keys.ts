'use client';

import { useTranslations } from 'next-intl';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
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

const inRow = (target: EventTarget | null): boolean => target instanceof Element && target.closest(`[${attribute}]`) !== null;
const nowhere = (): boolean => document.activeElement === null || document.activeElement === document.body;
/** A menu that closes gives its focus back a moment later. */
const menuClosesMs = 300;

/**
 * Focus stays in the list when its row goes or is drawn anew elsewhere: on the same record, else on the one that took its place.
 * Only while the list had it: who has clicked beside the list is not pulled back.
 */
const useKeptFocus = (ids: readonly string[], activeId: string | undefined, setActiveId: (id: string) => void): void => {
  const had = useRef(false);
  const at = useRef(0);
  const known = ids.join();
  useEffect(() => {
    const noteFocus = ({ target }: Event): void => {
      had.current = inRow(target) || (had.current && target instanceof Element && target.closest('[role="menu"]') !== null);
    };
    const notePointer = ({ target }: Event): void => {
      if (!inRow(target) && !(target instanceof Element && target.closest('[role="menu"]'))) had.current = false;
    };
    document.addEventListener('focusin', noteFocus);
    document.addEventListener('pointerdown', notePointer, true);
    return () => {
      document.removeEventListener('focusin', noteFocus);
      document.removeEventListener('pointerdown', notePointer, true);
    };
  }, []);
  useEffect(() => {
    if (activeId === undefined || known === '') return undefined;
    const list = known.split(',');
    const place = list.indexOf(activeId);
    const next = place >= 0 ? activeId : list[Math.min(at.current, list.length - 1)];
    if (place >= 0) at.current = place;
    const back = (): void => {
      if (!had.current || !nowhere() || next === undefined) return;
      setActiveId(next);
      focusRow(next);
    };
    const frame = requestAnimationFrame(back);
    const timer = setTimeout(back, menuClosesMs);
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  }, [known, activeId, setActiveId]);
};

/** j/k, arrows on a focused row, Enter, x and the list's own letters. The active row has focus, so screen readers follow. */
export const useListKeys = ({ ids, onOpen, onSelect, onLeave, actions = [], onMove, enabled = true }: Options) => {
  const t = useTranslations('keys');
  const [activeId, setActiveId] = useState<string | undefined>(undefined);
  const latest = useRef({ ids, activeId });
  latest.current = { ids, activeId };
  useKeptFocus(ids, activeId, setActiveId);

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
