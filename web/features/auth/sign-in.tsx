'use client';

import { login } from '@crm-gtd/shared/contracts/gateway/identity.ts';
import { Anchor, Button, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { Suspense } from 'react';
import { z } from 'zod';
import { focusFirstFault } from '../../components/first-fault.ts';
import { useSchemaErrors } from '../../components/form-errors.ts';
import { Failure, PasswordField, requiredField } from './auth-fields.tsx';
import { AuthFrame } from './auth-frame.tsx';
import { useEnter } from './use-enter.ts';
import { useEntry } from './use-entry.ts';

const schema = z.object({ email: login.input.shape.email, password: z.string().min(1) });

const SignInForm = () => {
  const t = useTranslations('auth');
  const enter = useEnter();
  const form = useForm({ initialValues: { email: '', password: '' }, validate: useSchemaErrors(schema) });
  const { send, sending, failure } = useEntry(form);
  const submit = async (values: typeof form.values): Promise<void> => {
    const session = await send(login, values);
    if (session) await enter(session);
  };
  return (
    <form
      onSubmit={form.onSubmit(
        (values) => void submit(values),
        (faults) => focusFirstFault(form, faults),
      )}
      noValidate
    >
      <Stack gap="md">
        <Failure error={failure} />
        <TextInput size="md" {...requiredField} type="email" autoComplete="username" label={t('email')} {...form.getInputProps('email')} />
        <PasswordField size="md" autoComplete="current-password" {...form.getInputProps('password')} />
        <Button type="submit" size="md" fullWidth loading={sending} mt="xs">
          {t('signIn')}
        </Button>
        <Text size="sm" ta="center" c="dimmed">
          {t('noAccount')}{' '}
          <Anchor component={Link} href="/register" fw={560}>
            {t('register')}
          </Anchor>
        </Text>
        <Text size="sm" ta="center" c="dimmed">
          {t('forgotten')}
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
