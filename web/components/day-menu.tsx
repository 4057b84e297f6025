'use client';

import { isDay } from '@crm-gtd/shared/text/calendar-day.ts';
import { ActionIcon, Button, Divider, Loader, Popover, Stack } from '@mantine/core';
import { IconCalendarDue, IconCalendarOff, IconCalendarPlus, IconCalendarWeek, IconFlag } from '@tabler/icons-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { type KeyboardEvent, useRef, useState } from 'react';
import { DayField } from './day-field.tsx';
import { useFormats } from './formats.ts';

type Day = string | null;
type Props = Readonly<{
  label: string;
  /** What the button is called, which says whose day it is. */
  buttonLabel: string;
  value: Day;
  onPick: (day: Day) => void;
}>;

const DayPicker = dynamic(() => import('./day-picker.tsx'), { ssr: false, loading: () => <Loader size="sm" m="lg" /> });
const icon = { size: 16, stroke: 1.7 } as const;
const inAWeek = 7;

const UsualDays = ({ value, onPick }: Readonly<{ value: Day; onPick: (day: Day) => void }>) => {
  const t = useTranslations('days');
  const { dayAfter, longDay } = useFormats();
  const usual = [
    [t('today'), dayAfter(0), IconCalendarDue],
    [t('tomorrow'), dayAfter(1), IconCalendarPlus],
    [t('inAWeek'), dayAfter(inAWeek), IconCalendarWeek],
  ] as const;
  const common = { variant: 'subtle', color: 'gray', size: 'xs', fullWidth: true, justify: 'flex-start' } as const;
  return (
    <Stack gap={0}>
      {usual.map(([text, day, Icon]) => (
        <Button
          key={day}
          {...common}
          leftSection={<Icon {...icon} />}
          rightSection={<small>{longDay(day)}</small>}
          onClick={() => onPick(day)}
        >
          {text}
        </Button>
      ))}
      {value && (
        <Button {...common} leftSection={<IconCalendarOff {...icon} />} onClick={() => onPick(null)}>
          {t('clear')}
        </Button>
      )}
    </Stack>
  );
};

/** What was typed and not yet taken; undefined while nothing was. A click on something else in the window takes that instead. */
const useTypedDay = (pick: (day: Day) => void) => {
  const typed = useRef<Day | undefined>(undefined);
  const pointing = useRef(false);
  const waits = (): boolean => typed.current !== undefined && typed.current !== null && !isDay(typed.current);
  const take = (): void => {
    const day = typed.current;
    if (day !== undefined && !waits()) pick(day);
  };
  return {
    forget: (): void => {
      typed.current = undefined;
    },
    waits,
    window: {
      onPointerDownCapture: () => {
        pointing.current = true;
      },
      onKeyDownCapture: () => {
        pointing.current = false;
      },
    },
    field: {
      onChange: (day: Day) => {
        typed.current = day;
      },
      onKeyDown: (event: KeyboardEvent) => {
        if (event.key === 'Enter') take();
      },
      onBlur: () => {
        if (!pointing.current) take();
        pointing.current = false;
      },
    },
  };
};

/** The usual days in one click, any other typed or from the calendar. */
export const DayMenu = ({ label, buttonLabel, value, onPick }: Props) => {
  const [opened, setOpened] = useState(false);
  const typed = useTypedDay((day) => pick(day));
  const open = (next: boolean): void => {
    // What could not be read stays to be mended; Escape lets it go.
    if (!next && typed.waits()) return;
    typed.forget();
    setOpened(next);
  };
  const pick = (day: Day): void => {
    typed.forget();
    setOpened(false);
    if (day !== value) onPick(day);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    // The row behind has keys of its own.
    event.stopPropagation();
    if (event.key !== 'Escape') return;
    typed.forget();
    setOpened(false);
  };
  return (
    <Popover
      opened={opened}
      onChange={open}
      closeOnEscape={false}
      width={292}
      position="bottom-end"
      shadow="md"
      trapFocus
      returnFocus
      withRoles
    >
      <Popover.Target>
        <ActionIcon aria-label={buttonLabel} visibleFrom="xs" onClick={() => open(!opened)}>
          <IconFlag size={17} stroke={1.7} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown p="xs" onKeyDown={onKeyDown}>
        <div {...typed.window}>
          <DayField calendar={false} size="sm" mb="xs" label={label} value={value} {...typed.field} />
          <UsualDays value={value} onPick={pick} />
          <Divider my="xs" />
          <DayPicker value={value} onPick={pick} />
        </div>
      </Popover.Dropdown>
    </Popover>
  );
};
