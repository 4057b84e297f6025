'use client';

import { createOrganization } from '@crm-gtd/shared/contracts/gateway/organizations.ts';
import { Button, Container, Group, Stack, Text, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { focusFirstFault } from '../../components/first-fault.ts';
import { useSchemaErrors } from '../../components/form-errors.ts';
import { useFormats } from '../../components/formats.ts';
import { tokenIn } from '../../components/link-token.ts';
import { useSubmit } from '../../components/use-submit.ts';
import { useAccount } from '../../session/session.tsx';
import { requiredField } from '../auth/auth-fields.tsx';
import { useJoined } from '../invitation/use-joined.ts';
import { Block, Blocks } from '../settings/block.tsx';
import { PasswordForm } from '../settings/password-form.tsx';
import { ProfileForm } from '../settings/profile-form.tsx';
import { Sessions } from '../settings/sessions.tsx';

const OpenOrganization = () => {
  const t = useTranslations('nowhere');
  const auth = useTranslations('auth');
  const joined = useJoined();
  const form = useForm({ initialValues: { name: '' }, validate: useSchemaErrors(createOrganization.input) });
  const { send, sending } = useSubmit(form);
  const submit = async (values: { name: string }): Promise<void> => {
    const opened = await send(createOrganization, values);
    if (opened) await joined({ organizationId: opened.id });
  };
  return (
    <form
      onSubmit={form.onSubmit(
        (values) => void submit(values),
        (faults) => focusFirstFault(form, faults),
      )}
      noValidate
    >
      <Stack>
        <TextInput {...requiredField} label={auth('organizationName')} autoComplete="organization" {...form.getInputProps('name')} />
        <div>
          <Button type="submit" loading={sending}>
            {t('open')}
          </Button>
        </div>
      </Stack>
    </form>
  );
};

/** Nothing is looked up by the account's address: an invitation is what one holds the link of. */
const UseInvitation = () => {
  const t = useTranslations('nowhere');
  const router = useRouter();
  const form = useForm({
    initialValues: { link: '' },
    validate: { link: (link) => (tokenIn(link) ? null : t('noLink')) },
  });
  return (
    <form
      onSubmit={form.onSubmit(
        ({ link }) => router.push(`/invitation#${tokenIn(link)}`),
        (faults) => focusFirstFault(form, faults),
      )}
      noValidate
    >
      <Stack>
        <TextInput {...requiredField} label={t('link')} autoComplete="off" {...form.getInputProps('link')} />
        <div>
          <Button type="submit" variant="default">
            {t('useLink')}
          </Button>
        </div>
      </Stack>
    </form>
  );
};

const Departures = () => {
  const t = useTranslations('nowhere');
  const { day } = useFormats();
  const { departures } = useAccount();
  return departures.map(({ organizationId, organizationName, at }) => (
    <Text key={organizationId} role="status">
      {t('removed', { organizationName, day: day(at) })}
    </Text>
  ));
};

/** Where an account that belongs to no organization arrives: what happened, and both ways on. */
export const Nowhere = () => {
  const t = useTranslations('nowhere');
  const app = useTranslations('app');
  const settings = useTranslations('settings');
  return (
    <Container component="main" size="md" py="xl">
      <title>{`${t('title')} · ${app('name')}`}</title>
      <Stack gap="xs" mb="lg">
        <Group gap="sm">
          <Title order={1}>{t('title')}</Title>
        </Group>
        <Departures />
        <Text c="dimmed">{t('text')}</Text>
      </Stack>
      <Blocks>
        <Block title={t('openTitle')} text={t('openText')}>
          <OpenOrganization />
        </Block>
        <Block title={t('invitationTitle')} text={t('invitationText')}>
          <UseInvitation />
        </Block>
        <Block title={settings('profile')} text={settings('profileText')}>
          <ProfileForm />
        </Block>
        <Block title={settings('password')} text={settings('passwordText')}>
          <PasswordForm />
        </Block>
        <Block title={settings('sessions')} text={settings('sessionsText')}>
          <Sessions />
        </Block>
      </Blocks>
    </Container>
  );
};
