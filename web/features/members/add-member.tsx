'use client';

import { addMembership } from '@crm-gtd/shared/contracts/gateway/organizations.ts';
import { atLeast, Role, roles } from '@crm-gtd/shared/contracts/permissions.ts';
import { PasswordInput, Select, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { useTranslations } from 'next-intl';
import { useSchemaErrors } from '../../components/form-errors.ts';
import { FormWindow } from '../../components/form-window.tsx';
import { useSubmit } from '../../components/use-submit.ts';
import { useSession } from '../../session/session.tsx';

type Values = { name: string; email: string; role: string; password: string };

const inputOf = ({ password, role, ...rest }: Values) => ({ ...rest, role: Role.parse(role), ...(password ? { password } : {}) });

export const AddMemberWindow = ({ onClose }: Readonly<{ onClose: () => void }>) => {
  const t = useTranslations('members');
  const names = useTranslations('roles');
  const auth = useTranslations('auth');
  const own = useSession().role;
  const validate = useSchemaErrors(addMembership.input);
  const form = useForm<Values>({
    initialValues: { name: '', email: '', role: 'MEMBER', password: '' },
    validate: (values) => validate(inputOf(values)),
  });
  const { send, sending } = useSubmit(form, { MEMBERSHIP_EXISTS: 'email', ROLE_ABOVE_OWN: 'role', PASSWORD_TOO_WEAK: 'password' });
  const submit = async (values: Values): Promise<void> => {
    const member = await send(addMembership, inputOf(values));
    if (!member) return;
    notifications.show({ role: 'status', withBorder: true, message: t('done.added', { name: member.name }) });
    onClose();
  };
  return (
    <FormWindow
      title={t('add')}
      submitLabel={t('submit')}
      sending={sending}
      onClose={onClose}
      onSubmit={form.onSubmit((values) => void submit(values))}
      size="md"
    >
      <Stack>
        <TextInput withAsterisk label={auth('name')} data-autofocus {...form.getInputProps('name')} />
        <TextInput withAsterisk label={auth('email')} type="email" {...form.getInputProps('email')} />
        <Select
          label={t('role')}
          allowDeselect={false}
          data={roles
            .filter((role) => atLeast(own, role))
            .map((role) => ({ value: role, label: `${names(role)} · ${t(`roleHints.${role}`)}` }))}
          {...form.getInputProps('role')}
        />
        <PasswordInput
          label={t('firstPassword')}
          description={t('firstPasswordHint')}
          autoComplete="new-password"
          visibilityToggleButtonProps={{ 'aria-label': auth('showPassword') }}
          {...form.getInputProps('password')}
        />
      </Stack>
    </FormWindow>
  );
};
