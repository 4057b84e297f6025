'use client';

import type { IssuedInvitation } from '@crm-gtd/shared/contracts/gateway/invitations.ts';
import { Alert, Button, CopyButton, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useFormats } from '../../components/formats.ts';

/** The one time the link is shown. Copying by button needs a secure page; the field can be copied from everywhere. */
export const LinkWindow = ({ issued: { invitation, link }, onClose }: Readonly<{ issued: IssuedInvitation; onClose: () => void }>) => {
  const t = useTranslations('members');
  const app = useTranslations('app');
  const { dateTime } = useFormats();
  return (
    <Modal
      opened
      onClose={onClose}
      closeOnClickOutside={false}
      title={<Text fw={620}>{t('link.title', { email: invitation.email })}</Text>}
      closeButtonProps={{ 'aria-label': app('close') }}
    >
      <Stack>
        <Text size="sm">{t('link.text', { email: invitation.email, when: dateTime(invitation.expiresAt) })}</Text>
        <TextInput
          label={t('link.label')}
          value={link}
          readOnly
          data-autofocus
          onFocus={(event) => event.currentTarget.select()}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        />
        <Alert color="amber" variant="light">
          {t('link.once')}
        </Alert>
        <Group justify="flex-end">
          <CopyButton value={link}>
            {({ copied, copy }) => (
              <Button variant="default" leftSection={copied ? <IconCheck size={16} /> : <IconCopy size={16} />} onClick={copy}>
                {copied ? t('link.copied') : t('link.copy')}
              </Button>
            )}
          </CopyButton>
          <Button onClick={onClose}>{t('link.done')}</Button>
        </Group>
      </Stack>
    </Modal>
  );
};
