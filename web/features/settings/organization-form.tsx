'use client';

import { getOrganization, type Organization, updateOrganization } from '@crm-gtd/shared/contracts/gateway/organizations.ts';
import { Button, Skeleton, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { useTranslations } from 'next-intl';
import { useRead } from '../../api/queries.ts';
import { refreshSession } from '../../api/session.ts';
import { useSchemaErrors } from '../../components/form-errors.ts';
import { useSubmit } from '../../components/use-submit.ts';
import { useMay } from '../../session/session.tsx';

const NameForm = ({ organization }: Readonly<{ organization: Organization }>) => {
  const t = useTranslations('settings');
  const may = useMay('gateway.organization:write');
  const form = useForm({ initialValues: { name: organization.name }, validate: useSchemaErrors(updateOrganization.input) });
  const { send, sending } = useSubmit(form);
  const submit = async ({ name }: { name: string }): Promise<void> => {
    if (!(await send(updateOrganization, { name, expectedVersion: organization.version }))) return;
    await refreshSession();
    notifications.show({ role: 'status', withBorder: true, message: t('saved'), autoClose: 3_000 });
  };
  return (
    <form onSubmit={form.onSubmit((values) => void submit(values))} noValidate>
      <Stack>
        <TextInput label={t('organizationName')} disabled={!may} {...form.getInputProps('name')} />
        {may && (
          <div>
            <Button type="submit" loading={sending} disabled={!form.isDirty()}>
              {t('save')}
            </Button>
          </div>
        )}
      </Stack>
    </form>
  );
};

export const OrganizationForm = () => {
  const { data } = useRead(getOrganization, {});
  return data ? <NameForm key={data.version} organization={data} /> : <Skeleton height={60} />;
};
