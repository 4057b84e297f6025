'use client';

import { Button, Group, Modal, Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import type { FormEvent, KeyboardEvent, ReactNode } from 'react';
import { useFirstField } from '../keys/first-field.ts';
import { useTypedAhead } from '../keys/use-typed-ahead.ts';

type Props = Readonly<{
  title: string;
  submitLabel: string;
  sending: boolean;
  onClose: () => void;
  onSubmit: (event?: FormEvent<HTMLFormElement>) => void;
  children: ReactNode;
  size?: string;
}>;

/** A form in a window: its first field has focus, Ctrl/Cmd+Enter sends it from any field. */
export const FormWindow = ({ title, submitLabel, sending, onClose, onSubmit, children, size = 'lg' }: Props) => {
  const t = useTranslations('app');
  const firstField = useFirstField();
  useTypedAhead();
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    onSubmit();
  };
  return (
    <Modal opened onClose={onClose} title={<Text fw={620}>{title}</Text>} size={size} closeButtonProps={{ 'aria-label': t('close') }}>
      <form ref={firstField} onSubmit={onSubmit} onKeyDown={onKeyDown} noValidate>
        {children}
        <Group justify="flex-end" mt="xl" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button type="submit" loading={sending}>
            {submitLabel}
          </Button>
        </Group>
      </form>
    </Modal>
  );
};
