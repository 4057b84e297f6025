'use client';

import type { Deal } from '@crm-gtd/shared/contracts/crm/deals.ts';
import { Chip, Group, Stack, Textarea } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { type FormEvent, type KeyboardEvent, useRef, useState } from 'react';
import { FormWindow } from '../../components/form-window.tsx';
import type { DealActions } from './use-deal-actions.ts';

const usualReasons = ['price', 'competitor', 'timing', 'silence'] as const;

export const LoseWindow = ({ deal, actions, onClose }: Readonly<{ deal: Deal; actions: DealActions; onClose: () => void }>) => {
  const t = useTranslations('deals.losing');
  const [reason, setReason] = useState('');
  const own = useRef<HTMLTextAreaElement>(null);
  /** Whoever types instead of choosing has a reason of his own: the letter goes into its field. */
  const typeOwn = ({ key, ctrlKey, metaKey }: KeyboardEvent): void => {
    if (key.length === 1 && key !== ' ' && !ctrlKey && !metaKey) own.current?.focus();
  };
  const submit = (event?: FormEvent): void => {
    event?.preventDefault();
    void actions.lose(deal, reason.trim());
    onClose();
  };
  return (
    <FormWindow
      title={t('title', { title: deal.title })}
      submitLabel={t('submit')}
      sending={false}
      onClose={onClose}
      onSubmit={submit}
      size="md"
    >
      <Stack>
        <Chip.Group value={reason} onChange={(next) => setReason(String(next))}>
          <Group gap={6} onKeyDown={typeOwn}>
            {usualReasons.map((name) => (
              <Chip key={name} size="xs" variant="light" value={t(`reasons.${name}`)}>
                {t(`reasons.${name}`)}
              </Chip>
            ))}
          </Group>
        </Chip.Group>
        <Textarea
          ref={own}
          label={t('reason')}
          description={t('optional')}
          autosize
          minRows={2}
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      </Stack>
    </FormWindow>
  );
};
