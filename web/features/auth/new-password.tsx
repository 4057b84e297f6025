'use client';

import { lookAtReset, resetPassword } from '@crm-gtd/shared/contracts/gateway/account.ts';
import { Password } from '@crm-gtd/shared/contracts/gateway/identity.ts';
import { Anchor, Button, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { z } from 'zod';
import { useRead } from '../../api/queries.ts';
import { focusFirstFault } from '../../components/first-fault.ts';
import { useSchemaErrors } from '../../components/form-errors.ts';
import { useLinkToken } from '../../components/link-token.ts';
import { Failure, PasswordField } from './auth-fields.tsx';
import { AuthFrame } from './auth-frame.tsx';
import { PasswordRules } from './password-rules.tsx';
import { useEntry } from './use-entry.ts';

const schema = z.object({ password: Password });

const ToSignIn = () => {
  const t = useTranslations('auth');
  return (
    <Anchor component={Link} href="/sign-in" fw={560}>
      {t('toSignIn')}
    </Anchor>
  );
};

const PasswordForm = ({ token, email, onDone }: Readonly<{ token: string; email: string; onDone: () => void }>) => {
  const t = useTranslations('auth');
  const form = useForm({ initialValues: { password: '' }, validate: useSchemaErrors(schema) });
  const { send, sending, failure } = useEntry(form, { PASSWORD_TOO_WEAK: 'password' });
  const submit = async ({ password }: typeof form.values): Promise<void> => {
    if ((await send(resetPassword, { token, password })) !== undefined) onDone();
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
        <TextInput size="md" label={t('email')} value={email} readOnly autoComplete="username" />
        <PasswordField size="md" label={t('newPassword')} autoComplete="new-password" {...form.getInputProps('password')} />
        <PasswordRules password={form.values.password} />
        <Button type="submit" size="md" fullWidth loading={sending} mt="xs">
          {t('setPassword')}
        </Button>
      </Stack>
    </form>
  );
};

const WithLink = ({ token }: Readonly<{ token: string }>) => {
  const t = useTranslations('auth');
  const [done, setDone] = useState(false);
  const { data, error } = useRead(lookAtReset, { token });
  if (done) {
    return (
      <Stack role="status">
        <Text>{t('passwordSet')}</Text>
        <ToSignIn />
      </Stack>
    );
  }
  if (error) return <DeadLink error={error} />;
  return data ? <PasswordForm token={token} email={data.email} onDone={() => setDone(true)} /> : null;
};

const DeadLink = ({ error }: Readonly<{ error: unknown }>) => (
  <Stack>
    <Failure error={error} />
    <ToSignIn />
  </Stack>
);

export const NewPassword = () => {
  const t = useTranslations('auth');
  const errors = useTranslations('errors');
  const token = useLinkToken();
  return (
    <AuthFrame title={t('newPasswordTitle')} text={t('newPasswordText')}>
      {token && <WithLink key={token} token={token} />}
      {token === undefined && (
        <Stack>
          <Text role="alert">{errors('RESET_LINK_INVALID')}</Text>
          <ToSignIn />
        </Stack>
      )}
    </AuthFrame>
  );
};
