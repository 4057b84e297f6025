'use client';

import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useFailureNote } from './failure-note.tsx';

/** WCAG and our own rule ask for 8 s at least. */
const offerMs = 10_000;

type Undoable = Readonly<{ id: string; undo: () => Promise<unknown> }>;
const done: Undoable[] = [];
const keptForCtrlZ = 20;

const forgetUndo = (id: string): void => {
  const index = done.findIndex((entry) => entry.id === id);
  if (index >= 0) done.splice(index, 1);
};

type NoteProps = Readonly<{ id: string; text: string; onUndo: () => void }>;

/** Counts down only while nobody points at it or has focus in it. */
const UndoNote = ({ id, text, onUndo }: NoteProps) => {
  const t = useTranslations('undo');
  const [held, setHeld] = useState(false);
  const left = useRef(offerMs);
  useEffect(() => {
    if (held) return undefined;
    const startedAt = performance.now();
    const timer = setTimeout(() => notifications.hide(id), left.current);
    return () => {
      clearTimeout(timer);
      left.current = Math.max(left.current - (performance.now() - startedAt), 1_500);
    };
  }, [held, id]);
  return (
    <Group
      justify="space-between"
      wrap="nowrap"
      gap="md"
      onMouseEnter={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <Text size="sm" lineClamp={2} flex={1} miw={0} style={{ overflowWrap: 'anywhere' }}>
        {text}
      </Text>
      <Button size="compact-sm" variant="light" onClick={onUndo} flex="none">
        {t('undo')}
      </Button>
    </Group>
  );
};

export type UndoOffer = Readonly<{ text: string; undo: () => Promise<unknown> }>;

/**
 * After a write: says what was done and offers the compensating command. The offer outlives its toast: Ctrl/Cmd+Z takes the
 * newest one still known to this tab.
 */
export const useOfferUndo = () => {
  const runUndo = useRunUndo();
  return useCallback(
    ({ text, undo }: UndoOffer): void => {
      const id = `undo-${performance.now()}`;
      done.push({ id, undo });
      if (done.length > keptForCtrlZ) done.shift();
      notifications.show({
        id,
        role: 'status',
        autoClose: false,
        withBorder: true,
        message: <UndoNote id={id} text={text} onUndo={() => void runUndo({ id, undo })} />,
      });
    },
    [runUndo],
  );
};

const useRunUndo = () => {
  const t = useTranslations('undo');
  const client = useQueryClient();
  const failed = useFailureNote();
  return useCallback(
    async ({ id, undo }: Undoable): Promise<void> => {
      forgetUndo(id);
      notifications.hide(id);
      try {
        await undo();
        notifications.show({ role: 'status', message: t('undone'), autoClose: 3_000, withBorder: true });
      } catch (error) {
        failed(error);
      } finally {
        await client.invalidateQueries();
      }
    },
    [client, failed, t],
  );
};

const inField = (): boolean => document.activeElement?.matches('input, textarea, select, [contenteditable="true"]') ?? false;

/** Mounted once, in the shell. */
export const UndoKey = () => {
  const runUndo = useRunUndo();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() !== 'z' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || inField()) return;
      const last = done.at(-1);
      if (!last) return;
      event.preventDefault();
      void runUndo(last);
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [runUndo]);
  return null;
};
