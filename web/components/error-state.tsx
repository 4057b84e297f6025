'use client';

import { Button, Group, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import { IconCloudOff, IconLockOff, IconMoodEmpty, IconPlugConnectedX } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { isApiError } from '../api/problem.ts';
import { codeOf, useErrorText } from './error-texts.ts';

const iconOf = (error: unknown) => {
  if (!isApiError(error)) return IconPlugConnectedX;
  if (error.status === 404) return IconMoodEmpty;
  if (error.status === 403) return IconLockOff;
  return error.status === 0 ? IconCloudOff : IconPlugConnectedX;
};

export const ErrorState = ({ error, onRetry }: Readonly<{ error: unknown; onRetry?: () => void }>) => {
  const t = useTranslations('failure');
  const textOf = useErrorText();
  const Icon = iconOf(error);
  const traceId = isApiError(error) ? error.traceId : undefined;
  return (
    <Stack align="center" gap="xs" py={56} px="md" role="alert">
      <ThemeIcon size={56} radius="xl" variant="light" color="red">
        <Icon size={28} stroke={1.6} />
      </ThemeIcon>
      <Title order={2} ta="center">
        {t('title')}
      </Title>
      <Text c="dimmed" ta="center" maw={440}>
        {textOf(error)}
      </Text>
      <Group gap="xs" justify="center">
        <Text size="xs" c="dimmed" ff="monospace">
          {codeOf(error)}
        </Text>
        {traceId && (
          <Text size="xs" c="dimmed" ff="monospace">
            {t('trace', { traceId })}
          </Text>
        )}
      </Group>
      {onRetry && (
        <Button mt="sm" variant="default" onClick={onRetry}>
          {t('retry')}
        </Button>
      )}
    </Stack>
  );
};
