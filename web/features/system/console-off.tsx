'use client';

import { IconTerminal2 } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { EmptyState } from '../../components/empty-state.tsx';

export const ConsoleOff = () => {
  const t = useTranslations('system.console');
  return <EmptyState kind="firstUse" icon={IconTerminal2} title={t('off.title')} text={t('off.text')} />;
};
