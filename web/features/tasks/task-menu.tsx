'use client';

import type { Task } from '@crm-gtd/shared/contracts/gtd/tasks.ts';
import { ActionIcon, Menu } from '@mantine/core';
import { IconArrowRight, IconCalendarEvent, IconClockPause, IconDots, IconEdit, IconStack2, IconTrash } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useFormats } from '../../components/formats.ts';
import { useTaskActions } from './use-task-actions.ts';

const icon = { size: 16, stroke: 1.7 } as const;
const inAWeek = 7;

export const TaskMenu = ({ task, onOpen }: Readonly<{ task: Task; onOpen: (id: string) => void }>) => {
  const t = useTranslations('tasks');
  const actions = useTaskActions();
  const { dayAfter } = useFormats();
  const otherList = task.list === 'someday' ? 'next' : 'someday';
  return (
    <Menu width={230}>
      <Menu.Target>
        <ActionIcon aria-label={t('moreNamed', { title: task.title })}>
          <IconDots size={17} stroke={1.7} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconEdit {...icon} />} onClick={() => onOpen(task.id)}>
          {t('edit')}
        </Menu.Item>
        <Menu.Item leftSection={<IconCalendarEvent {...icon} />} onClick={() => void actions.setDay(task, 'scheduledOn', dayAfter(0))}>
          {t('scheduleToday')}
        </Menu.Item>
        <Menu.Item leftSection={<IconClockPause {...icon} />} onClick={() => void actions.setDay(task, 'deferUntil', dayAfter(1))}>
          {t('deferTomorrow')}
        </Menu.Item>
        <Menu.Item leftSection={<IconClockPause {...icon} />} onClick={() => void actions.setDay(task, 'deferUntil', dayAfter(inAWeek))}>
          {t('deferWeek')}
        </Menu.Item>
        <Menu.Item
          leftSection={otherList === 'next' ? <IconArrowRight {...icon} /> : <IconStack2 {...icon} />}
          onClick={() => void actions.setList(task, otherList)}
        >
          {t(`moveTo.${otherList}`)}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item color="red" leftSection={<IconTrash {...icon} />} onClick={() => void actions.remove(task)}>
          {t('delete')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
};
