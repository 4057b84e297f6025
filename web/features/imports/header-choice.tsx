'use client';

import { chooseImportHeader, type DayOrder, type Import } from '@crm-gtd/shared/contracts/crm/imports.ts';
import { Radio, Select, Stack } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useAct } from '../../components/use-act.ts';

const cellsShown = 6;

/** Reports put titles above the names of their columns; which line names them is the reader's to say. */
export const HeaderChoice = ({ job }: Readonly<{ job: Import }>) => {
  const t = useTranslations('imports.header');
  const act = useAct();
  const [choosing, setChoosing] = useState(false);
  const choose = async (value: string | null): Promise<void> => {
    if (value === null || Number(value) === job.headerRow) return;
    setChoosing(true);
    await act(chooseImportHeader, { importId: job.id, headerRow: Number(value) });
    setChoosing(false);
  };
  if (job.topRows.length === 0) return null;
  const lines = job.topRows.map(({ row, line, cells }) => ({
    value: String(row),
    label: t('row', { line, cells: cells.filter(Boolean).slice(0, cellsShown).join(' · ') }),
  }));
  return (
    <Select
      maw={620}
      label={t('label')}
      description={job.headerRow > 1 ? t('text') : undefined}
      data={[{ value: '0', label: t('none') }, ...lines]}
      value={String(job.headerRow)}
      disabled={choosing}
      allowDeselect={false}
      onChange={(value) => void choose(value)}
    />
  );
};

type DayOrderChoiceProps = Readonly<{ columns: readonly string[]; value: DayOrder | null; onChange: (order: DayOrder) => void }>;

export const DayOrderChoice = ({ columns, value, onChange }: DayOrderChoiceProps) => {
  const t = useTranslations('imports.dayOrder');
  return (
    <Radio.Group
      label={t('label', { columns: columns.join(', ') })}
      description={t('text')}
      value={value}
      onChange={(order) => onChange(order as DayOrder)}
    >
      <Stack gap="xs" mt="sm">
        {(['dayFirst', 'monthFirst'] as const).map((order) => (
          <Radio key={order} value={order} label={t(order)} />
        ))}
      </Stack>
    </Radio.Group>
  );
};
