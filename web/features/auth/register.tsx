'use client';

import { RegisterInput, register } from '@crm-gtd/shared/contracts/gateway/identity.ts';
import { Alert, Anchor, Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconAlertCircle } from '@tabler/icons-react';
import Link from 'next/link';
import { useLocale, useTranslations } from 'next-intl';
import { Suspense, useState } from 'react';
import { api } from '../../api/client.ts';
import { hasCode } from '../../api/problem.ts';
import { useErrorText } from '../../components/error-texts.ts';
import { useSchemaErrors, useServerFieldErrors } from '../../components/form-errors.ts';
import { AuthFrame } from './auth-frame.tsx';
import { PasswordRules } from './password-rules.tsx';
import { useEnter } from './use-enter.ts';

const schema = RegisterInput.pick({ email: true, password: true, name: true, organizationName: true });
const empty = { name: '', organizationName: '', email: '', password: '' };

const useRegister = () => {
  const locale = useLocale();
  const enter = useEnter();
  const textOf = useErrorText();
  const fieldErrors = useServerFieldErrors();
  const [failure, setFailure] = useState<unknown>(null);
  const [sending, setSending] = useState(false);
  const form = useForm({ initialValues: empty, validate: useSchemaErrors(schema) });
  const explain = (error: unknown): void => {
    const field = hasCode(error, 'EMAIL_TAKEN') ? 'email' : hasCode(error, 'PASSWORD_TOO_WEAK') ? 'password' : null;
    form.setErrors(field ? { [field]: textOf(error) } : fieldErrors(error));
    if (!field) setFailure(error);
  };
  const submit = async (values: typeof empty): Promise<void> => {
    setSending(true);
    setFailure(null);
    try {
      await enter(await api(register, { ...values, locale, timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone }));
    } catch (error) {
      explain(error);
      setSending(false);
    }
  };
  return { form, failure, sending, submit, textOf };
};

const RegisterForm = () => {
  const t = useTranslations('auth');
  const { form, failure, sending, submit, textOf } = useRegister();
  return (
    <form onSubmit={form.onSubmit((values) => void submit(values))} noValidate>
      <Stack gap="md">
        {failure !== null && (
          <Alert color="red" variant="light" icon={<IconAlertCircle size={18} />} role="alert">
            {textOf(failure)}
          </Alert>
        )}
        <TextInput size="md" autoComplete="name" label={t('name')} {...form.getInputProps('name')} />
        <TextInput size="md" autoComplete="organization" label={t('organizationName')} {...form.getInputProps('organizationName')} />
        <TextInput size="md" type="email" autoComplete="username" label={t('email')} {...form.getInputProps('email')} />
        <PasswordInput
          size="md"
          autoComplete="new-password"
          label={t('password')}
          visibilityToggleButtonProps={{ 'aria-label': t('showPassword') }}
          {...form.getInputProps('password')}
        />
        <PasswordRules password={form.values.password} />
        <Button type="submit" size="md" fullWidth loading={sending} mt="xs">
          {t('createAccount')}
        </Button>
        <Text size="sm" ta="center" c="dimmed">
          {t('haveAccount')}{' '}
          <Anchor component={Link} href="/sign-in" fw={560}>
            {t('signIn')}
          </Anchor>
        </Text>
      </Stack>
    </form>
  );
};

export const Register = () => {
  const t = useTranslations('auth');
  return (
    <AuthFrame title={t('registerTitle')} text={t('registerText')}>
      <Suspense>
        <RegisterForm />
      </Suspense>
    </AuthFrame>
  );
};
