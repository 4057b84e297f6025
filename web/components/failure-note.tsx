'use client';

import { Anchor, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconAlertTriangle } from '@tabler/icons-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useCallback } from 'react';
import { hasCode } from '../api/problem.ts';
import { traceOf } from './error-kind.ts';
import { useErrorText } from './error-texts.ts';

type NoteProps = Readonly<{ text: string; traceId: string | undefined; toBilling: boolean }>;

const FailureNote = ({ text, traceId, toBilling }: NoteProps) => {
  const t = useTranslations('failure');
  return (
    <Stack gap={4}>
      <Text size="sm">{text}</Text>
      {toBilling && (
        <Anchor component={Link} href="/billing" size="sm" fw={560}>
          {t('seePlans')}
        </Anchor>
      )}
      {traceId && (
        <Text size="xs" c="dimmed" ff="monospace">
          {t('trace', { traceId })}
        </Text>
      )}
    </Stack>
  );
};

/** Tells that a write failed; `title` says what, and what was kept. */
export const useFailureNote = () => {
  const textOf = useErrorText();
  return useCallback(
    (error: unknown, title?: string): void => {
      const toBilling = hasCode(error, 'PLAN_LIMIT_REACHED') || hasCode(error, 'PLAN_READ_ONLY');
      notifications.show({
        ...(title ? { title } : {}),
        message: <FailureNote text={textOf(error)} traceId={traceOf(error)} toBilling={toBilling} />,
        color: toBilling ? 'amber' : 'red',
        icon: <IconAlertTriangle size={18} stroke={1.8} />,
        autoClose: 12_000,
        withBorder: true,
      });
    },
    [textOf],
  );
};
