'use client';

import { changePassword } from '@crm-gtd/shared/contracts/gateway/account.ts';
import { Button, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { useTranslations } from 'next-intl';
import { z } from 'zod';
import { focusFirstFault } from '../../components/first-fault.ts';
import { useSchemaErrors } from '../../components/form-errors.ts';
import { useSubmit } from '../../components/use-submit.ts';
import { PasswordField } from '../auth/auth-fields.tsx';
import { PasswordRules } from '../auth/password-rules.tsx';

const schema = z.object({ currentPassword: z.string().min(1), newPassword: changePassword.input.shape.newPassword });
const empty = { currentPassword: '', newPassword: '' };

export const PasswordForm = () => {
  const t = useTranslations('settings');
  const form = useForm({ initialValues: empty, validate: useSchemaErrors(schema) });
  const { send, sending } = useSubmit(form, { PASSWORD_WRONG: 'currentPassword', PASSWORD_TOO_WEAK: 'newPassword' });
  const submit = async (values: typeof empty): Promise<void> => {
    if ((await send(changePassword, values)) === undefined) return;
    form.reset();
    notifications.show({ role: 'status', withBorder: true, message: t('passwordChanged'), autoClose: 6_000 });
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
        <PasswordField label={t('currentPassword')} autoComplete="current-password" {...form.getInputProps('currentPassword')} />
        <PasswordField label={t('newPassword')} autoComplete="new-password" {...form.getInputProps('newPassword')} />
        <PasswordRules password={form.values.newPassword} />
        <div>
          <Button type="submit" loading={sending}>
            {t('changePassword')}
          </Button>
        </div>
      </Stack>
    </form>
  );
};
