'use client';

import { listContexts } from '@crm-gtd/shared/contracts/gtd/tasks.ts';
import { Select, type SelectProps } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useRead } from '../../api/queries.ts';

type Props = Omit<SelectProps, 'data' | 'value' | 'onChange'> & Readonly<{ value?: string | null; onChange: (id: string | null) => void }>;

export const useContexts = () => useRead(listContexts, {}, { staleTime: 300_000 }).data?.items ?? [];

export const ContextSelect = (props: Props) => {
  const t = useTranslations('tasks');
  const contexts = useContexts();
  return (
    <Select
      clearable
      placeholder={t('noContext')}
      clearButtonProps={{ 'aria-label': t('clearContext') }}
      comboboxProps={{ shadow: 'md' }}
      {...props}
      data={contexts.map(({ id, name }) => ({ value: id, label: name }))}
    />
  );
};
