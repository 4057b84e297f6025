'use client';

import { importFinished } from '@crm-gtd/shared/contracts/crm/imports.ts';
import { Anchor, Tooltip } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconFileImport } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useCallback, useEffect, useState } from 'react';
import { staleAfterEvent } from '../api/freshness.ts';
import { forget } from '../api/queries.ts';
import { type LiveState, listen } from '../api/realtime.ts';
import classes from './shell.module.css';

const firstFlushMs = 40;
const betweenFlushesMs = 500;

/** An import makes thousands of events: they are gathered, and each slice is asked again at most every 0.5 s. */
const gatherer = (flush: (slices: readonly string[]) => void) => {
  const waiting = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let flushedAt = Number.NEGATIVE_INFINITY;
  const run = (): void => {
    timer = undefined;
    flushedAt = performance.now();
    flush([...waiting]);
    waiting.clear();
  };
  return {
    add: (slices: readonly string[]): void => {
      for (const slice of slices) waiting.add(slice);
      timer ??= setTimeout(run, Math.max(firstFlushMs, flushedAt + betweenFlushesMs - performance.now()));
    },
    stop: (): void => clearTimeout(timer),
  };
};

/** The bell of an import somebody left running; on its own page the result speaks for itself. */
const useImportNote = () => {
  const t = useTranslations('imports');
  return useCallback((): void => {
    if (window.location.pathname.includes('/imports/')) return;
    notifications.show({
      role: 'status',
      withBorder: true,
      autoClose: 12_000,
      icon: <IconFileImport size={18} />,
      title: t('finished'),
      message: (
        <Anchor component={Link} href="/imports" size="sm">
          {t('show')}
        </Anchor>
      ),
    });
  }, [t]);
};

/** Keeps the screens fresh from the event stream and shows whether it is connected. */
export const LiveMark = () => {
  const t = useTranslations('live');
  const client = useQueryClient();
  const noteImport = useImportNote();
  const [state, setState] = useState<LiveState>('connecting');
  useEffect(() => {
    const gathered = gatherer((slices) => forget(client, slices));
    const stop = listen({
      onEvent: (type) => {
        if (type === importFinished.type) noteImport();
        gathered.add(staleAfterEvent(type));
      },
      onReset: () => void client.invalidateQueries(),
      onState: setState,
    });
    return () => {
      stop();
      gathered.stop();
    };
  }, [client, noteImport]);
  return (
    <Tooltip label={t(`${state}Hint`)}>
      <span className={classes.live} data-state={state} role="status">
        <span className={classes.liveDot} aria-hidden="true" />
        {t(state)}
      </span>
    </Tooltip>
  );
};
