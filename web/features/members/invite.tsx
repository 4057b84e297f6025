'use client';

import { createInvitation, type IssuedInvitation } from '@crm-gtd/shared/contracts/gateway/invitations.ts';
import { atLeast, Role, roles } from '@crm-gtd/shared/contracts/permissions.ts';
import { Select, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { focusFirstFault } from '../../components/first-fault.ts';
import { useSchemaErrors } from '../../components/form-errors.ts';
import { FormWindow } from '../../components/form-window.tsx';
import { useSubmit } from '../../components/use-submit.ts';
import { useSession } from '../../session/session.tsx';
import { requiredField } from '../auth/auth-fields.tsx';
import { LinkWindow } from './link-window.tsx';

type Values = { email: string; role: string };
const inputOf = ({ email, role }: Values) => ({ email, role: Role.parse(role) });

/** Nobody types another's password: the link goes to the person, who chooses his own. */
export const InviteWindow = ({ onClose }: Readonly<{ onClose: () => void }>) => {
  const t = useTranslations('members');
  const names = useTranslations('roles');
  const auth = useTranslations('auth');
  const own = useSession().role;
  const [issued, setIssued] = useState<IssuedInvitation>();
  const validate = useSchemaErrors(createInvitation.input);
  const form = useForm<Values>({ initialValues: { email: '', role: 'MEMBER' }, validate: (values) => validate(inputOf(values)) });
  const { send, sending } = useSubmit(form, { MEMBERSHIP_EXISTS: 'email', INVITATION_EXISTS: 'email', ROLE_ABOVE_OWN: 'role' });
  if (issued) return <LinkWindow issued={issued} onClose={onClose} />;
  const submit = async (values: Values): Promise<void> => setIssued(await send(createInvitation, inputOf(values)));
  return (
    <FormWindow
      title={t('invite')}
      submitLabel={t('submit')}
      sending={sending}
      onClose={onClose}
      onSubmit={form.onSubmit(
        (values) => void submit(values),
        (faults) => focusFirstFault(form, faults),
      )}
      size="md"
    >
      <Stack>
        <TextInput {...requiredField} label={auth('email')} type="email" data-autofocus {...form.getInputProps('email')} />
        <Select
          label={t('role')}
          allowDeselect={false}
          data={roles
            .filter((role) => atLeast(own, role))
            .map((role) => ({ value: role, label: `${names(role)} · ${t(`roleHints.${role}`)}` }))}
          {...form.getInputProps('role')}
        />
      </Stack>
    </FormWindow>
  );
};
