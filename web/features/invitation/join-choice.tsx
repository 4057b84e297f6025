'use client';

import { login } from '@crm-gtd/shared/contracts/gateway/identity.ts';
import { acceptInvitation, type InvitationPreview, openByInvitation } from '@crm-gtd/shared/contracts/gateway/invitations.ts';
import { Button, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useLocale, useTranslations } from 'next-intl';
import { useState } from 'react';
import { z } from 'zod';
import { api } from '../../api/client.ts';
import { setSession } from '../../api/session.ts';
import { tellTabs } from '../../api/tabs.ts';
import { focusFirstFault } from '../../components/first-fault.ts';
import { useSchemaErrors } from '../../components/form-errors.ts';
import { Failure, PasswordField, requiredField } from '../auth/auth-fields.tsx';
import { PasswordRules } from '../auth/password-rules.tsx';
import { useEnter } from '../auth/use-enter.ts';
import { useEntry } from '../auth/use-entry.ts';
import { useJoined } from './use-joined.ts';

type Props = Readonly<{ token: string; preview: InvitationPreview }>;

const newSchema = openByInvitation.input.pick({ name: true, password: true });
const knownSchema = z.object({ password: z.string().min(1) });

const EmailField = ({ email }: Readonly<{ email: string }>) => {
  const t = useTranslations('auth');
  return <TextInput size="md" label={t('email')} value={email} readOnly autoComplete="username" />;
};

const NewAccount = ({ token, preview }: Props) => {
  const t = useTranslations('auth');
  const own = useTranslations('invitation');
  const locale = useLocale();
  const enter = useEnter();
  const form = useForm({ initialValues: { name: '', password: '' }, validate: useSchemaErrors(newSchema) });
  const { send, sending, failure } = useEntry(form, { PASSWORD_TOO_WEAK: 'password' });
  const submit = async (values: typeof form.values): Promise<void> => {
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    const session = await send(openByInvitation, { token, ...values, locale: locale === 'en' ? 'en' : 'pl', timeZone });
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
        <EmailField email={preview.email} />
        <TextInput size="md" {...requiredField} autoComplete="name" label={t('name')} {...form.getInputProps('name')} />
        <PasswordField size="md" autoComplete="new-password" {...form.getInputProps('password')} />
        <PasswordRules password={form.values.password} />
        <Button type="submit" size="md" fullWidth loading={sending} mt="xs">
          {own('openAndJoin')}
        </Button>
      </Stack>
    </form>
  );
};

const KnownAccount = ({ token, preview }: Props) => {
  const own = useTranslations('invitation');
  const joined = useJoined();
  const form = useForm({ initialValues: { password: '' }, validate: useSchemaErrors(knownSchema) });
  const { send, sending, explain, failure } = useEntry(form);
  const submit = async ({ password }: typeof form.values): Promise<void> => {
    const session = await send(login, { email: preview.email, password });
    if (!session) return;
    try {
      setSession(session);
      tellTabs('moved');
      await joined(await api(acceptInvitation, { token }));
    } catch (error) {
      explain(error);
    }
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
        <EmailField email={preview.email} />
        <PasswordField size="md" autoComplete="current-password" {...form.getInputProps('password')} />
        <Button type="submit" size="md" fullWidth loading={sending} mt="xs">
          {own('signInAndJoin')}
        </Button>
      </Stack>
    </form>
  );
};

/** Both ways stand side by side: the page does not know, and must not find out, whether the address has an account. */
export const JoinChoice = (props: Props) => {
  const t = useTranslations('invitation');
  const [way, setWay] = useState('new');
  return (
    <Stack>
      <SegmentedControl
        fullWidth
        aria-label={t('way')}
        value={way}
        onChange={setWay}
        data={['new', 'known'].map((value) => ({ value, label: t(`ways.${value as 'new' | 'known'}`) }))}
      />
      <Text size="sm" c="dimmed">
        {t('bothWays')}
      </Text>
      {way === 'new' ? <NewAccount {...props} /> : <KnownAccount {...props} />}
    </Stack>
  );
};
