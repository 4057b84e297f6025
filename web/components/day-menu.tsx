'use client';

import { Menu } from '@mantine/core';
import { DatePicker } from '@mantine/dates';
import { IconCalendarDue, IconCalendarOff, IconCalendarPlus, IconCalendarWeek } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { useFormats } from './formats.ts';

type Props = Readonly<{
  label: string;
  value: string | null;
  onPick: (day: string | null) => void;
  opened?: boolean;
  onChange?: (opened: boolean) => void;
  children: ReactNode;
}>;

const icon = { size: 16, stroke: 1.7 } as const;
const inAWeek = 7;

/** The usual days in one click, any other from the calendar. */
export const DayMenu = ({ label, value, onPick, opened, onChange, children }: Props) => {
  const t = useTranslations('days');
  const { dayAfter, longDay } = useFormats();
  const usual = [
    [t('today'), dayAfter(0), IconCalendarDue],
    [t('tomorrow'), dayAfter(1), IconCalendarPlus],
    [t('inAWeek'), dayAfter(inAWeek), IconCalendarWeek],
  ] as const;
  return (
    <Menu width={292} position="bottom-end" {...(opened === undefined ? {} : { opened })} {...(onChange ? { onChange } : {})}>
      <Menu.Target>{children}</Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{label}</Menu.Label>
        {usual.map(([text, day, Icon]) => (
          <Menu.Item key={day} leftSection={<Icon {...icon} />} rightSection={<small>{longDay(day)}</small>} onClick={() => onPick(day)}>
            {text}
          </Menu.Item>
        ))}
        {value && (
          <Menu.Item leftSection={<IconCalendarOff {...icon} />} onClick={() => onPick(null)}>
            {t('clear')}
          </Menu.Item>
        )}
        <Menu.Divider />
        <DatePicker
          size="xs"
          mx="auto"
          my={4}
          value={value}
          onChange={onPick}
          ariaLabels={{
            previousMonth: t('previousMonth'),
            nextMonth: t('nextMonth'),
          }}
        />
      </Menu.Dropdown>
    </Menu>
  );
};
