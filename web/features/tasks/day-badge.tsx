'use client';

import { Badge } from '@mantine/core';
import { IconCalendarEvent, IconClockPause, IconFlag } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useFormats } from '../../components/formats.ts';
import type { TaskDay } from './use-task-actions.ts';

const icons = { dueDate: IconFlag, deferUntil: IconClockPause, scheduledOn: IconCalendarEvent } as const;
const nearDays = 1;

const colorOf = (field: TaskDay, days: number): string => {
  if (field === 'deferUntil') return 'gray';
  if (days < 0) return 'red';
  if (field === 'scheduledOn') return 'gray';
  return days === 0 ? 'amber' : 'gray';
};

export const DayBadge = ({ field, day }: Readonly<{ field: TaskDay; day: string }>) => {
  const t = useTranslations('tasks.day');
  const formats = useFormats();
  const days = formats.daysUntil(day);
  const Icon = icons[field];
  const when = Math.abs(days) <= nearDays ? formats.inDays(days) : formats.day(day);
  return (
    <Badge color={colorOf(field, days)} leftSection={<Icon size={12} stroke={1.9} aria-hidden="true" />} title={t(field)}>
      {field === 'dueDate' && days < -nearDays ? t('overdue', { count: -days }) : when}
    </Badge>
  );
};
