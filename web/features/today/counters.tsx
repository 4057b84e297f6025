'use client';

import { summary } from '@crm-gtd/shared/contracts/gtd/tasks.ts';
import { Skeleton, Text } from '@mantine/core';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useRead } from '../../api/queries.ts';
import { useMay } from '../../session/session.tsx';
import { useCountText } from '../../shell/rail.tsx';
import classes from './today.module.css';

const counters = [
  ['inbox', '/inbox'],
  ['overdue', null],
  ['next', '/tasks'],
  ['waiting', '/waiting'],
  ['completedThisWeek', '/tasks?view=completed'],
] as const;

export const Counters = () => {
  const t = useTranslations('today.counters');
  const may = useMay('gtd.inbox:read');
  const countText = useCountText();
  const { data, isPending } = useRead(summary, {}, { enabled: may });
  if (!may) return null;
  return (
    <div className={classes.counters}>
      {counters.map(([name, href]) => {
        const content = (
          <>
            <Text size="xs" c="dimmed" fw={540}>
              {t(name)}
            </Text>
            {isPending ? (
              <Skeleton height={24} width={44} mt={6} radius="sm" />
            ) : (
              <div className={classes.value} data-tone={name === 'overdue' && data && data.overdue > 0 ? 'red' : undefined}>
                {countText(data?.[name] ?? 0)}
              </div>
            )}
          </>
        );
        return href ? (
          <Link key={name} href={href} className={classes.counter}>
            {content}
          </Link>
        ) : (
          <div key={name} className={classes.counter}>
            {content}
          </div>
        );
      })}
    </div>
  );
};
