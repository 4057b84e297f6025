'use client';

import { DateInput, type DateInputProps } from '@mantine/dates';
import { IconCalendar } from '@tabler/icons-react';
import { useLocale, useTranslations } from 'next-intl';

type Props = Omit<DateInputProps, 'value' | 'onChange'> & Readonly<{ value?: string | null; onChange: (day: string | null) => void }>;

const formats = { pl: 'DD.MM.YYYY', en: 'D MMM YYYY' } as const;

/** A calendar day, typed or picked; the value is `YYYY-MM-DD`, never an instant. */
export const DayField = ({ value = null, onChange, ...rest }: Props) => {
  const t = useTranslations('days');
  const locale = useLocale();
  return (
    <DateInput
      clearable
      highlightToday
      valueFormat={formats[locale]}
      leftSection={<IconCalendar size={16} stroke={1.7} />}
      clearButtonProps={{ 'aria-label': t('clear') }}
      ariaLabels={{
        previousMonth: t('previousMonth'),
        nextMonth: t('nextMonth'),
      }}
      popoverProps={{ withinPortal: true }}
      {...rest}
      value={value}
      onChange={onChange}
    />
  );
};
