'use client';

import { Anchor, Button, Group, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import { IconCloudOff, IconLockOff, IconMoodEmpty, IconPlugConnectedX } from '@tabler/icons-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { isApiError } from '../api/problem.ts';
import { type Failure, failureOf } from './error-kind.ts';
import { useErrorText } from './error-texts.ts';
import { PageTitle } from './page-title.tsx';

const icons = {
  gone: IconMoodEmpty,
  forbidden: IconLockOff,
  offline: IconCloudOff,
  fault: IconPlugConnectedX,
  busy: IconCloudOff,
} as const;

/** What kind of record a page shows, so that its absence has a name and a way on. */
export type Subject = 'contact' | 'company' | 'deal' | 'project' | 'import' | 'task';
const listOf: Readonly<Record<Subject, `/${string}`>> = {
  contact: '/contacts',
  company: '/companies',
  deal: '/deals',
  project: '/projects',
  import: '/imports',
  task: '/tasks',
};

const useWords = (error: unknown, failure: Failure, subject: Subject | undefined) => {
  const t = useTranslations('failure');
  const textOf = useErrorText();
  if (failure === 'gone') return { title: t(`gone.${subject ?? 'page'}`), text: t('gone.text') };
  if (failure === 'forbidden') return { title: t('forbidden.title'), text: t('forbidden.text') };
  return { title: t(failure === 'offline' ? 'offlineTitle' : 'title'), text: textOf(error) };
};

/** A part of a page that cannot be shown: in words, with the one thing that helps. Only a fault of ours has a number to quote. */
export const ErrorState = ({ error, onRetry, subject }: Readonly<{ error: unknown; onRetry?: () => void; subject?: Subject }>) => {
  const t = useTranslations('failure');
  const places = useTranslations('places');
  const failure = failureOf(error);
  const { title, text } = useWords(error, failure, subject);
  const Icon = icons[failure];
  const traceId = failure === 'fault' && isApiError(error) ? error.traceId : undefined;
  const settled = failure === 'gone' || failure === 'forbidden';
  const back = subject ? listOf[subject] : '/today';
  return (
    <Stack align="center" gap="xs" py={56} px="md" role="alert">
      {settled && <PageTitle title={title} />}
      <ThemeIcon size={56} radius="xl" variant="light" color={settled ? 'gray' : 'red'}>
        <Icon size={28} stroke={1.6} />
      </ThemeIcon>
      <Title order={settled ? 1 : 2} size="h2" ta="center">
        {title}
      </Title>
      <Text c="dimmed" ta="center" maw={440}>
        {text}
      </Text>
      {traceId && (
        <Text size="xs" c="dimmed" ff="monospace">
          {t('trace', { traceId })}
        </Text>
      )}
      <Group mt="sm">
        {settled && (
          <Anchor component={Link} href={back} fw={560} data-target>
            {subject ? t('toList', { list: places(placeOf[subject]) }) : t('toToday')}
          </Anchor>
        )}
        {onRetry && !settled && (
          <Button variant="default" onClick={onRetry}>
            {t('retry')}
          </Button>
        )}
      </Group>
    </Stack>
  );
};

const placeOf = {
  contact: 'contacts',
  company: 'companies',
  deal: 'deals',
  project: 'projects',
  import: 'imports',
  task: 'tasks',
} as const;
