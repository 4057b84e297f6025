'use client';

import { Group, Text } from '@mantine/core';
import { IconCheck, IconCircle, IconX } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';

export const shortestPassword = 10;
export const mostPasswordBytes = 72;

export const passwordFacts = (password: string): { long: boolean; fits: boolean } => ({
  long: [...password].length >= shortestPassword,
  fits: new TextEncoder().encode(password).length <= mostPasswordBytes,
});

const Rule = ({ kept, broken, text }: Readonly<{ kept: boolean; broken: boolean; text: string }>) => {
  const Icon = kept ? IconCheck : broken ? IconX : IconCircle;
  return (
    <Group gap={6} wrap="nowrap" c={kept ? 'green.7' : broken ? 'red' : 'dimmed'}>
      <Icon size={14} stroke={2} aria-hidden="true" />
      <Text size="xs" c="inherit">
        {text}
      </Text>
    </Group>
  );
};

/** The rules while one types: what is kept already, and what is not. */
export const PasswordRules = ({ password }: Readonly<{ password: string }>) => {
  const t = useTranslations('auth.passwordRules');
  const { long, fits } = passwordFacts(password);
  return (
    <Group gap="md" mt={-6} aria-live="polite">
      <Rule kept={long} broken={false} text={t('long', { count: shortestPassword })} />
      {!fits && <Rule kept={false} broken text={t('tooManyBytes')} />}
      <Rule kept={false} broken={false} text={t('uncommon')} />
    </Group>
  );
};
