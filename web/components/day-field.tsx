'use client';

import { isDay } from '@crm-gtd/shared/text/calendar-day.ts';
import type { DayDirection } from '@crm-gtd/shared/text/day-reading.ts';
import { readDay } from '@crm-gtd/shared/text/read-day.ts';
import { ActionIcon, CloseButton, Group, Loader, Popover, type TextInputProps } from '@mantine/core';
import { IconCalendar } from '@tabler/icons-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { type KeyboardEvent, useState } from 'react';
import { useFormats } from './formats.ts';
import { type Reading, TypedField } from './typed-field.tsx';

type Value = string | null;
type Props = Omit<TextInputProps, 'value' | 'defaultValue' | 'onChange'> &
  Readonly<{
    /** `YYYY-MM-DD`; any other text is what somebody typed and nobody could read, and no contract takes it for a day. */
    value?: Value;
    /** At every change: the day as far as it is read, else the text itself, so that the form cannot be sent without it. */
    onChange?: ((day: Value) => void) | undefined;
    /** Only when the field is left or Enter pressed, and only a day or none. Answers false when it was not kept. */
    onSettle?: ((day: Value) => unknown) | undefined;
    /** Where a day without its year lies: ahead, or back for what has been. */
    direction?: DayDirection;
    calendar?: boolean;
  }>;

const DayPicker = dynamic(() => import('./day-picker.tsx'), { ssr: false, loading: () => <Loader size="sm" m="lg" /> });
const icon = { size: 16, stroke: 1.7 } as const;
const toolsWidth = 62;

const CalendarButton = ({ value, onPick, disabled }: Readonly<{ value: Value; onPick: (day: Value) => void; disabled: boolean }>) => {
  const t = useTranslations('days');
  const [opened, setOpened] = useState(false);
  /** Escape closes the calendar alone, not the window around it. */
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') event.stopPropagation();
  };
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" shadow="md" trapFocus returnFocus withRoles>
      <Popover.Target>
        <ActionIcon size={26} disabled={disabled} aria-label={t('calendar')} onClick={() => setOpened((open) => !open)}>
          <IconCalendar {...icon} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown onKeyDown={onKeyDown}>
        <DayPicker
          value={value}
          onPick={(day) => {
            setOpened(false);
            onPick(day);
          }}
        />
      </Popover.Dropdown>
    </Popover>
  );
};

const useDayMeaning = (direction: DayDirection) => {
  const t = useTranslations('days');
  const formats = useFormats();
  const read = (text: string): Reading<Value> => {
    if (text.trim() === '') return { ok: true, value: null };
    const day = readDay(text, { today: formats.today(), direction });
    return day === undefined ? { ok: false, fault: t('unreadable'), value: text } : { ok: true, value: day };
  };
  return {
    read,
    write: (value: Value): string => (value !== null && isDay(value) ? formats.day(value) : (value ?? '')),
    said: (reading: Reading<Value>): string => (reading.ok ? formats.wholeDay(reading.value ?? '') : t('example')),
  };
};

/** A picked day stands at once, until its place learns of it or refuses it. */
const usePicked = ({ value, onChange, onSettle }: Readonly<{ value: Value } & Pick<Props, 'onChange' | 'onSettle'>>) => {
  const [picked, setPicked] = useState<Readonly<{ day: Value; over: Value }> | null>(null);
  const [chosen, setChosen] = useState(0);
  if (picked && picked.over !== value) setPicked(null);
  const pick = async (day: Value): Promise<void> => {
    setChosen((count) => count + 1);
    setPicked({ day, over: value });
    onChange?.(day);
    if ((await onSettle?.(day)) === false) setPicked(null);
  };
  return { chosen, shown: picked ? picked.day : value, pick: (day: Value): void => void pick(day) };
};

/** A calendar day, typed the way people say it or picked; never an instant. */
export const DayField = ({ value = null, onChange, onSettle, direction = 'ahead', calendar = true, disabled = false, ...rest }: Props) => {
  const t = useTranslations('days');
  const meaning = useDayMeaning(direction);
  const { chosen, shown, pick } = usePicked({ value, onChange, onSettle });
  return (
    <TypedField
      {...rest}
      {...meaning}
      disabled={disabled}
      value={shown}
      chosen={chosen}
      onType={onChange}
      onSettle={onSettle}
      rightSectionWidth={calendar ? toolsWidth : undefined}
      rightSectionPointerEvents="all"
      rightSection={
        calendar && (
          <Group gap={2} wrap="nowrap" justify="flex-end" w="100%" pr={4}>
            {shown && !disabled && <CloseButton size={26} iconSize={14} aria-label={t('clear')} onClick={() => pick(null)} />}
            <CalendarButton value={shown !== null && isDay(shown) ? shown : null} onPick={pick} disabled={disabled} />
          </Group>
        )
      }
    />
  );
};
