'use client';

import { listTasks } from '@crm-gtd/shared/contracts/gtd/tasks.ts';
import { Button, Skeleton, Stack } from '@mantine/core';
import { IconBolt, IconCalendarEvent, IconCoffee, IconInbox, IconSunHigh } from '@tabler/icons-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useReadPages } from '../../api/queries.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { useFormats } from '../../components/formats.ts';
import { LoadMore } from '../../components/load-more.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { useMay } from '../../session/session.tsx';
import { openCapture } from '../../shell/shell-state.ts';
import { groupForToday } from '../tasks/task-days.ts';
import { ListSkeleton, TaskList, useTaskKeys } from '../tasks/task-list.tsx';
import { TaskPanel } from '../tasks/task-panel.tsx';
import { Counters } from './counters.tsx';
import { FirstSteps, useIsNew } from './first-steps.tsx';
import { Section } from './section.tsx';
import { StuckDeals } from './stuck-deals.tsx';
import classes from './today.module.css';
import { WaitingToday } from './waiting-today.tsx';

const groups = ['overdue', 'due', 'scheduled'] as const;

const NothingToday = () => {
  const t = useTranslations('today.empty');
  return (
    <EmptyState
      kind="allDone"
      icon={IconSunHigh}
      beside={[IconCoffee, IconCalendarEvent]}
      title={t('title')}
      text={t('text')}
      actions={
        <>
          <Button component={Link} href="/tasks" variant="default">
            {t('next')}
          </Button>
          <Button variant="subtle" leftSection={<IconBolt size={16} />} onClick={openCapture}>
            {t('capture')}
          </Button>
        </>
      }
    />
  );
};

const TodayTasks = ({ isNew }: Readonly<{ isNew: boolean }>) => {
  const t = useTranslations('today');
  const { today } = useFormats();
  const query = useReadPages(listTasks, { view: 'today', sort: 'dueDate' });
  const grouped = groupForToday(query.rows, today());
  const { rowProps } = useTaskKeys(groups.flatMap((group) => grouped[group]));
  const shown = groups.filter((group) => grouped[group].length > 0);
  if (query.isPending) return <ListSkeleton />;
  if (query.error) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <Stack gap="xl">
      {shown.map((group) => (
        <Section key={group} title={t(`groups.${group}`)} count={grouped[group].length} tone={group === 'overdue' ? 'red' : undefined}>
          <TaskList label={t(`groups.${group}`)} tasks={grouped[group]} rowPropsOf={rowProps} />
        </Section>
      ))}
      {shown.length === 0 && (isNew ? <FirstSteps /> : <NothingToday />)}
      <LoadMore query={query} />
    </Stack>
  );
};

const InboxButton = () => {
  const t = useTranslations('today');
  return (
    <Button component={Link} href="/inbox" variant="default" leftSection={<IconInbox size={16} />}>
      {t('toInbox')}
    </Button>
  );
};

export const Today = () => {
  const t = useTranslations('today');
  const { longDay, today } = useFormats();
  const isNew = useIsNew();
  const mayInbox = useMay('gtd.inbox:read');
  return (
    <>
      <PageHeader title={t('title')} note={longDay(today())} description={t('greeting')} actions={mayInbox && <InboxButton />} />
      <Counters />
      <div className={classes.columns}>
        <div>{isNew === undefined ? <Skeleton height={200} radius="lg" /> : <TodayTasks isNew={isNew} />}</div>
        <Stack gap="xl">
          <WaitingToday />
          <StuckDeals />
        </Stack>
      </div>
      <TaskPanel />
    </>
  );
};
