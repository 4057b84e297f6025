'use client';

import { Tooltip } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { staleAfterEvent } from '../api/freshness.ts';
import { forget } from '../api/queries.ts';
import { type LiveState, listen } from '../api/realtime.ts';
import classes from './shell.module.css';

const firstFlushMs = 120;
const betweenFlushesMs = 700;

/** An import makes thousands of events: they are gathered, and each slice is asked again at most every 0.7 s. */
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

/** Keeps the screens fresh from the event stream and shows whether it is connected. */
export const LiveMark = () => {
  const t = useTranslations('live');
  const client = useQueryClient();
  const [state, setState] = useState<LiveState>('connecting');
  useEffect(() => {
    const gathered = gatherer((slices) => forget(client, slices));
    let missed = false;
    const stop = listen({
      onEvent: (type) => gathered.add(staleAfterEvent(type)),
      onState: (next) => {
        setState(next);
        if (next === 'reconnecting') missed = true;
        if (next === 'live' && missed) {
          missed = false;
          void client.invalidateQueries();
        }
      },
    });
    return () => {
      stop();
      gathered.stop();
    };
  }, [client]);
  return (
    <Tooltip label={t(`${state}Hint`)}>
      <span className={classes.live} data-state={state} role="status">
        <span className={classes.liveDot} aria-hidden="true" />
        {t(state)}
      </span>
    </Tooltip>
  );
};
