'use client';

import 'dayjs/locale/pl';
import { DatePicker, DatesProvider } from '@mantine/dates';
import { useLocale, useTranslations } from 'next-intl';

type Props = Readonly<{ value: string | null; onPick: (day: string | null) => void }>;

/** A month to pick a day from. Loaded when it is first opened. */
const DayPicker = ({ value, onPick }: Props) => {
  const t = useTranslations('days');
  const locale = useLocale();
  return (
    <DatesProvider settings={{ locale, firstDayOfWeek: 1, weekendDays: [0, 6] }}>
      <DatePicker
        size="xs"
        mx="auto"
        my={4}
        highlightToday
        __stopPropagation
        value={value}
        {...(value ? { defaultDate: value } : {})}
        onChange={onPick}
        ariaLabels={{ previousMonth: t('previousMonth'), nextMonth: t('nextMonth') }}
      />
    </DatesProvider>
  );
};

export default DayPicker;
