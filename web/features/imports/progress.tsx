'use client';

import type { Import } from '@crm-gtd/shared/contracts/crm/imports.ts';
import { Group, Progress, Text, Title } from '@mantine/core';
import { useInterval } from '@mantine/hooks';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useFormats } from '../../components/formats.ts';
import { paceOf } from './import-math.ts';
import classes from './imports.module.css';

const tickMs = 1_000;

export const ImportProgress = ({ job }: Readonly<{ job: Import }>) => {
  const t = useTranslations('imports.run');
  const { number, percent } = useFormats();
  const [now, setNow] = useState(() => Date.now());
  useInterval(() => setNow(Date.now()), tickMs, { autoInvoke: true });
  const { rowsPerSecond, secondsLeft, share } = paceOf(job, now);
  const undoing = job.status === 'undoing';
  return (
    <section className={classes.panel} aria-label={t('title')}>
      <Group justify="space-between" mb="sm">
        <Title order={2}>{undoing ? t('undoing') : t('title')}</Title>
        <Text fw={600}>{percent(share)}</Text>
      </Group>
      <Progress.Root size="lg">
        <Progress.Section value={share * 100} aria-label={t('title')} aria-valuetext={percent(share)} />
      </Progress.Root>
      <Group justify="space-between" mt="sm">
        <Text size="sm" role="status">
          {t('done', { done: number(job.progress.done), total: number(job.progress.total) })}
        </Text>
        {rowsPerSecond > 0 && !undoing && (
          <Text size="sm" c="dimmed">
            {t('pace', { rows: number(Math.round(rowsPerSecond)) })}
            {secondsLeft !== null && ` · ${t('left', { seconds: secondsLeft })}`}
          </Text>
        )}
      </Group>
      <Text size="sm" c="dimmed" mt="lg">
        {t('mayLeave')}
      </Text>
    </section>
  );
};
