'use client';

import { login } from '@crm-gtd/shared/contracts/gateway/identity.ts';
import { Alert, Anchor, Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconAlertCircle } from '@tabler/icons-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { Suspense, useState } from 'react';
import { z } from 'zod';
import { api } from '../../api/client.ts';
import { useErrorText } from '../../components/error-texts.ts';
import { useSchemaErrors } from '../../components/form-errors.ts';
import { AuthFrame } from './auth-frame.tsx';
import { useEnter } from './use-enter.ts';

const schema = z.object({ email: login.input.shape.email, password: z.string().min(1) });

const SignInForm = () => {
  const t = useTranslations('auth');
  const textOf = useErrorText();
  const enter = useEnter();
  const [failure, setFailure] = useState<unknown>(null);
  const form = useForm({ initialValues: { email: '', password: '' }, validate: useSchemaErrors(schema) });
  const [sending, setSending] = useState(false);
  const submit = async (values: typeof form.values): Promise<void> => {
    setSending(true);
    setFailure(null);
    try {
      await enter(await api(login, values));
    } catch (error) {
      setFailure(error);
      setSending(false);
    }
  };
  return (
    <form onSubmit={form.onSubmit((values) => void submit(values))} noValidate>
      <Stack gap="md">
        {failure !== null && (
          <Alert color="red" variant="light" icon={<IconAlertCircle size={18} />} role="alert">
            {textOf(failure)}
          </Alert>
        )}
        <TextInput size="md" type="email" autoComplete="username" label={t('email')} {...form.getInputProps('email')} />
        <PasswordInput
          size="md"
          autoComplete="current-password"
          label={t('password')}
          visibilityToggleButtonProps={{ 'aria-label': t('showPassword') }}
          {...form.getInputProps('password')}
        />
        <Button type="submit" size="md" fullWidth loading={sending} mt="xs">
          {t('signIn')}
        </Button>
        <Text size="sm" ta="center" c="dimmed">
          {t('noAccount')}{' '}
          <Anchor component={Link} href="/register" fw={560}>
            {t('register')}
          </Anchor>
        </Text>
      </Stack>
    </form>
  );
};

export const SignIn = () => {
  const t = useTranslations('auth');
  return (
    <AuthFrame title={t('signInTitle')} text={t('signInText')}>
      <Suspense>
        <SignInForm />
      </Suspense>
    </AuthFrame>
  );
};
