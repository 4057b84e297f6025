'use client';

import { Group, SegmentedControl, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import { IconBolt, IconChecklist, IconLayoutKanban } from '@tabler/icons-react';
import { useRouter } from 'next/navigation';
import { useLocale, useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { rememberLocale } from '../../api/locale.ts';
import { PageTitle } from '../../components/page-title.tsx';
import { locales, toLocale } from '../../i18n/locale.ts';
import classes from './auth.module.css';

const promises = [
  ['capture', IconBolt],
  ['commit', IconChecklist],
  ['close', IconLayoutKanban],
] as const;

const LanguageSwitch = () => {
  const t = useTranslations('settings');
  const router = useRouter();
  return (
    <SegmentedControl
      size="xs"
      aria-label={t('language')}
      value={useLocale()}
      onChange={(value) => void rememberLocale(toLocale(value)).then(() => router.refresh())}
      data={locales.map((value) => ({ value, label: value.toUpperCase() }))}
    />
  );
};

export const AuthFrame = ({ title, text, children }: Readonly<{ title: string; text: string; children: ReactNode }>) => {
  const t = useTranslations('auth');
  const app = useTranslations('app');
  return (
    <div className={classes.frame}>
      <PageTitle title={title} />
      <main className={classes.form}>
        <Group justify="space-between" mb={48}>
          <Group gap={10}>
            <span className={classes.mark} aria-hidden="true">
              C
            </span>
            <Text fw={640}>{app('name')}</Text>
          </Group>
          <LanguageSwitch />
        </Group>
        <Title order={1}>{title}</Title>
        <Text c="dimmed" mt={4} mb="xl">
          {text}
        </Text>
        {children}
      </main>
      <aside className={classes.aside}>
        <Title order={2} className={classes.claim}>
          {t('claim')}
        </Title>
        <Stack gap="lg" mt={36}>
          {promises.map(([name, Icon]) => (
            <Group key={name} wrap="nowrap" align="flex-start" gap="md">
              <ThemeIcon size={40} radius="md" className={classes.promiseIcon}>
                <Icon size={20} stroke={1.7} />
              </ThemeIcon>
              <div>
                <Text fw={600} c="white">
                  {t(`promises.${name}.title`)}
                </Text>
                <Text size="sm" className={classes.promiseText}>
                  {t(`promises.${name}.text`)}
                </Text>
              </div>
            </Group>
          ))}
        </Stack>
      </aside>
    </div>
  );
};
