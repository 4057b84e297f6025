'use client';

import type { Task } from '@crm-gtd/shared/contracts/gtd/tasks.ts';
import { Skeleton, Stack } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useFormats } from '../../components/formats.ts';
import { useListKeys } from '../../keys/use-list-keys.ts';
import classes from './task-list.module.css';
import { useOpenTask } from './task-panel-state.ts';
import { TaskRow } from './task-row.tsx';
import { useTaskActions } from './use-task-actions.ts';

export const useTaskKeys = (tasks: readonly Task[]) => {
  const t = useTranslations('tasks');
  const { dayAfter } = useFormats();
  const actions = useTaskActions();
  const openTask = useOpenTask();
  const on = (run: (task: Task) => unknown) => (id: string) => {
    const task = tasks.find((candidate) => candidate.id === id);
    if (task) run(task);
  };
  return useListKeys({
    ids: tasks.map(({ id }) => id),
    onOpen: openTask,
    onSelect: on((task) => actions.complete(task)),
    actions: [
      { keys: ' ', label: t('complete'), run: on((task) => actions.complete(task)) },
      { keys: 'e', label: t('edit'), run: openTask },
      { keys: 'd', label: t('dueToday'), run: on((task) => actions.setDay(task, 'dueDate', dayAfter(0))) },
      { keys: 's', label: t('deferTomorrow'), run: on((task) => actions.setDay(task, 'deferUntil', dayAfter(1))) },
    ],
  });
};

type Props = Readonly<{ label: string; tasks: readonly Task[]; rowPropsOf: (id: string) => object }>;

export const TaskList = ({ label, tasks, rowPropsOf }: Props) => {
  const openTask = useOpenTask();
  return (
    <ul className={classes.list} aria-label={label}>
      {tasks.map((task) => (
        <TaskRow key={task.id} task={task} onOpen={openTask} rowProps={rowPropsOf(task.id)} />
      ))}
    </ul>
  );
};

const bars = [70, 48, 62, 55];

export const ListSkeleton = () => (
  <Stack gap={0} className={classes.list} aria-hidden="true">
    {bars.map((width) => (
      <div key={width} className={classes.row}>
        <Skeleton circle height={20} />
        <Stack gap={8} flex={1}>
          <Skeleton height={12} width={`${width}%`} radius="sm" />
          <Skeleton height={10} width="22%" radius="sm" />
        </Stack>
      </div>
    ))}
  </Stack>
);
