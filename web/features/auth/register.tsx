'use client';

import { RegisterInput, register } from '@crm-gtd/shared/contracts/gateway/identity.ts';
import { Anchor, Button, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import Link from 'next/link';
import { useLocale, useTranslations } from 'next-intl';
import { Suspense } from 'react';
import { focusFirstFault } from '../../components/first-fault.ts';
import { useSchemaErrors } from '../../components/form-errors.ts';
import { Failure, PasswordField, requiredField } from './auth-fields.tsx';
import { AuthFrame } from './auth-frame.tsx';
import { PasswordRules } from './password-rules.tsx';
import { useEnter } from './use-enter.ts';
import { useEntry } from './use-entry.ts';

const schema = RegisterInput.pick({ email: true, password: true, name: true, organizationName: true });
const empty = { name: '', organizationName: '', email: '', password: '' };

const RegisterForm = () => {
  const t = useTranslations('auth');
  const locale = useLocale();
  const enter = useEnter();
  const form = useForm({ initialValues: empty, validate: useSchemaErrors(schema) });
  const { send, sending, failure } = useEntry(form, { EMAIL_TAKEN: 'email', PASSWORD_TOO_WEAK: 'password' });
  const submit = async (values: typeof empty): Promise<void> => {
    const session = await send(register, { ...values, locale, timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone });
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
        <TextInput size="md" {...requiredField} autoComplete="name" label={t('name')} {...form.getInputProps('name')} />
        <TextInput
          size="md"
          {...requiredField}
          autoComplete="organization"
          label={t('organizationName')}
          {...form.getInputProps('organizationName')}
        />
        <TextInput size="md" {...requiredField} type="email" autoComplete="username" label={t('email')} {...form.getInputProps('email')} />
        <PasswordField size="md" autoComplete="new-password" {...form.getInputProps('password')} />
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
