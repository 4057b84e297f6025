'use client';

import { Button } from '@mantine/core';
import { IconFilterOff } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { EmptyState } from './empty-state.tsx';

/** A search of a list that fits nothing. */
export const NothingFound = ({ onClear }: Readonly<{ onClear: () => void }>) => {
  const t = useTranslations('table');
  return (
    <EmptyState
      kind="nothingFound"
      icon={IconFilterOff}
      title={t('nothingFound')}
      text={t('nothingFoundText')}
      actions={
        <Button variant="default" onClick={onClear}>
          {t('clearSearch')}
        </Button>
      }
    />
  );
};
