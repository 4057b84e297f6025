'use client';

import { captureInboxItem } from '@crm-gtd/shared/contracts/gtd/inbox.ts';
import { Button, Group, Modal, Text, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconInbox } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { type KeyboardEvent, useState } from 'react';
import { useWrite } from '../../api/queries.ts';
import { useErrorText } from '../../components/error-texts.ts';
import { Keys } from '../../components/keys-hint.tsx';
import { splitCapture } from './split-capture.ts';

type Props = Readonly<{ opened: boolean; onClose: () => void }>;

/** Quick capture. The typed text lives above the window, so closing it or a failure loses nothing; only a saved item clears it. */
export const CaptureWindow = ({ opened, onClose }: Props) => {
  const t = useTranslations('capture');
  const [typed, setTyped] = useState('');
  const write = useWrite(captureInboxItem);
  const textOf = useErrorText();

  const save = (keepOpen: boolean): void => {
    const { title, notes } = splitCapture(typed);
    if (!title || write.isPending) return;
    write.mutate(
      { title, notes, source: 'quickCapture' },
      {
        onSuccess: () => {
          setTyped('');
          if (keepOpen) return;
          onClose();
          notifications.show({
            role: 'status',
            message: t('saved', { title }),
            icon: <IconInbox size={16} />,
            autoClose: 3_000,
            withBorder: true,
          });
        },
      },
    );
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    save(false);
  };
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={<Text fw={620}>{t('title')}</Text>}
      size="lg"
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <Textarea
        data-autofocus
        autosize
        minRows={2}
        maxRows={10}
        size="md"
        aria-label={t('label')}
        placeholder={t('placeholder')}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        error={write.error ? `${textOf(write.error)} ${t('kept')}` : undefined}
      />
      <Group justify="space-between" mt="md" gap="sm">
        <Group gap={6} visibleFrom="xs">
          <Keys keys={['Shift', 'Enter']} />
          <Text size="xs" c="dimmed">
            {t('hint')}
          </Text>
        </Group>
        <Group gap="xs" ml="auto">
          <Button variant="default" onClick={() => save(true)} disabled={!typed.trim()} loading={write.isPending}>
            {t('saveAndNext')}
          </Button>
          <Button onClick={() => save(false)} disabled={!typed.trim()} loading={write.isPending}>
            {t('save')}
          </Button>
        </Group>
      </Group>
    </Modal>
  );
};
