'use client';

import { ActionBar, Button, Text } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';

/** What one may do to the selected rows; shown while some are. */
export const BulkBar = ({ count, onClear, children }: Readonly<{ count: number; onClear: () => void; children: ReactNode }>) => {
  const t = useTranslations('table');
  return (
    <ActionBar opened={count > 0} onClose={onClear} closeOnEscape aria-label={t('bulk')}>
      <Text size="sm" fw={560} aria-live="polite">
        {t('selected', { count })}
      </Text>
      {children}
      <Button size="xs" variant="subtle" color="gray" leftSection={<IconX size={14} />} onClick={onClear}>
        {t('clearSelection')}
      </Button>
    </ActionBar>
  );
};
