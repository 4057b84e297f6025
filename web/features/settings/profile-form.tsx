'use client';

import { Locale, updateMe } from '@crm-gtd/shared/contracts/gateway/identity.ts';
import { Button, SegmentedControl, Select, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { useTranslations } from 'next-intl';
import { refreshSession } from '../../api/session.ts';
import { useSchemaErrors } from '../../components/form-errors.ts';
import { useSubmit } from '../../components/use-submit.ts';
import { locales } from '../../i18n/locale.ts';
import { useAccount } from '../../session/session.tsx';

type Values = { name: string; locale: string; timeZone: string };

const zones = Intl.supportedValuesOf('timeZone');

export const ProfileForm = () => {
  const t = useTranslations('settings');
  const auth = useTranslations('auth');
  const { user } = useAccount();
  const form = useForm<Values>({
    initialValues: { name: user.name, locale: user.locale, timeZone: user.timeZone },
    validate: useSchemaErrors(updateMe.input),
  });
  const { send, sending } = useSubmit(form);
  const submit = async (values: Values): Promise<void> => {
    const saved = await send(updateMe, { ...values, locale: Locale.parse(values.locale) });
    if (!saved) return;
    form.resetDirty(values);
    await refreshSession();
    notifications.show({ role: 'status', withBorder: true, message: t('saved'), autoClose: 3_000 });
  };
  return (
    <form onSubmit={form.onSubmit((values) => void submit(values))} noValidate>
      <Stack>
        <TextInput label={auth('name')} autoComplete="name" {...form.getInputProps('name')} />
        <TextInput label={auth('email')} value={user.email} readOnly disabled />
        <TextInput label={t('userId')} description={t('userIdText')} value={user.id} readOnly />
        <div>
          <Text size="sm" fw={500} mb={4} id="language-label">
            {t('language')}
          </Text>
          <SegmentedControl
            aria-labelledby="language-label"
            data={locales.map((value) => ({ value, label: t(`locales.${value}`) }))}
            {...form.getInputProps('locale')}
          />
        </div>
        <Select
          label={t('timeZone')}
          searchable
          allowDeselect={false}
          limit={50}
          data={zones.includes(user.timeZone) ? zones : [user.timeZone, ...zones]}
          {...form.getInputProps('timeZone')}
        />
        <div>
          <Button type="submit" loading={sending} disabled={!form.isDirty()}>
            {t('save')}
          </Button>
        </div>
      </Stack>
    </form>
  );
};
