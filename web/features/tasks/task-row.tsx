'use client';

import type { Task } from '@crm-gtd/shared/contracts/gtd/tasks.ts';
import { Badge, Checkbox, Group, Text, UnstyledButton } from '@mantine/core';
import { IconFolder, IconLayoutKanban, IconRobot } from '@tabler/icons-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { DayMenu } from '../../components/day-menu.tsx';
import { useMay } from '../../session/session.tsx';
import { DayBadge } from './day-badge.tsx';
import classes from './task-list.module.css';
import { TaskMenu } from './task-menu.tsx';
import { useTaskActions } from './use-task-actions.ts';

type Props = Readonly<{ task: Task; onOpen: (id: string) => void; rowProps?: object; showDeal?: boolean }>;

const Facts = ({ task, showDeal }: Readonly<{ task: Task; showDeal: boolean }>) => {
  const t = useTranslations('tasks');
  return (
    <Group gap={6} wrap="wrap">
      {task.dueDate && <DayBadge field="dueDate" day={task.dueDate} />}
      {task.scheduledOn && <DayBadge field="scheduledOn" day={task.scheduledOn} />}
      {task.deferUntil && <DayBadge field="deferUntil" day={task.deferUntil} />}
      {task.contextName && <Badge color="gray">{task.contextName}</Badge>}
      {task.projectTitle && (
        <Badge color="gray" leftSection={<IconFolder size={12} aria-hidden="true" />}>
          {task.projectTitle}
        </Badge>
      )}
      {task.origin === 'dealWon' && (
        <Badge color="green" leftSection={<IconRobot size={12} aria-hidden="true" />}>
          {t('fromWonDeal')}
        </Badge>
      )}
      {showDeal && task.links.dealId && (
        <Badge
          component={Link}
          href={`/deals/${task.links.dealId}`}
          color="iris"
          className={classes.linkBadge}
          leftSection={<IconLayoutKanban size={12} aria-hidden="true" />}
        >
          {t('deal')}
        </Badge>
      )}
    </Group>
  );
};

export const TaskRow = ({ task, onOpen, rowProps, showDeal = true }: Props) => {
  const t = useTranslations('tasks');
  const actions = useTaskActions();
  const may = useMay('gtd.tasks:write');
  const completed = task.status === 'completed';
  return (
    <li className={classes.row} data-completed={completed || undefined} {...rowProps}>
      <Checkbox
        radius="xl"
        size="sm"
        disabled={!may}
        checked={completed}
        className={classes.check}
        aria-label={t(completed ? 'reopenNamed' : 'completeNamed', { title: task.title })}
        onChange={() => void (completed ? actions.reopen(task) : actions.complete(task))}
      />
      <div className={classes.body}>
        <UnstyledButton className={classes.title} onClick={() => onOpen(task.id)}>
          {task.title}
        </UnstyledButton>
        {task.notes && (
          <Text size="xs" c="dimmed" lineClamp={1}>
            {task.notes}
          </Text>
        )}
        <Facts task={task} showDeal={showDeal} />
      </div>
      {may && !completed && (
        <Group gap={2} wrap="nowrap" className={classes.tools}>
          <DayMenu
            label={t('setDue')}
            buttonLabel={t('setDueNamed', { title: task.title })}
            value={task.dueDate}
            onPick={(day) => void actions.setDay(task, 'dueDate', day)}
          />
          <TaskMenu task={task} onOpen={onOpen} />
        </Group>
      )}
    </li>
  );
};
