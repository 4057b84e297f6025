'use client';

import { CloseButton, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import { useKeys } from '../keys/use-keys.ts';
import { Keys } from './keys-hint.tsx';

/** The list's own search: `/` brings the cursor here, Escape leaves it. */
export const ListSearch = ({ label, value, onChange }: Readonly<{ label: string; value: string; onChange: (q: string) => void }>) => {
  const t = useTranslations('table');
  const ref = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(value);
  const tell = useDebouncedCallback(onChange, 220);
  useEffect(() => setTyped(value), [value]);
  const type = (next: string): void => {
    setTyped(next);
    tell(next.trim());
  };
  useKeys([{ keys: '/', label: t('search'), group: t('list'), run: () => ref.current?.focus() }]);
  return (
    <TextInput
      ref={ref}
      w={{ base: '100%', xs: 320 }}
      aria-label={label}
      placeholder={label}
      leftSection={<IconSearch size={16} stroke={1.7} />}
      rightSection={typed ? <CloseButton size="sm" aria-label={t('clearSearch')} onClick={() => type('')} /> : <Keys keys={['/']} />}
      value={typed}
      onChange={(event) => type(event.currentTarget.value)}
      onKeyDown={(event) => event.key === 'Escape' && ref.current?.blur()}
    />
  );
};
