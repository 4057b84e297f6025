'use client';

import { createContact, deleteContact } from '@crm-gtd/shared/contracts/crm/contacts.ts';
import { SimpleGrid, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { api } from '../../api/client.ts';
import { useSchemaErrors } from '../../components/form-errors.ts';
import { FormWindow } from '../../components/form-window.tsx';
import { useOfferUndo } from '../../components/undo.tsx';
import { useSubmit } from '../../components/use-submit.ts';
import { CompanyPicker } from '../records/record-picker.tsx';
import { contactName } from './contact-name.ts';

type Values = { firstName: string; lastName: string; email: string; phone: string; jobTitle: string; companyId: string | null };

const empty: Values = { firstName: '', lastName: '', email: '', phone: '', jobTitle: '', companyId: null };

const inputOf = ({ email, ...values }: Values) => ({ ...values, email: email.trim() === '' ? null : email });

export const NewContactWindow = ({ onClose, companyId = null }: Readonly<{ onClose: () => void; companyId?: string | null }>) => {
  const t = useTranslations('contacts');
  const names = useTranslations('fieldNames');
  const router = useRouter();
  const validate = useSchemaErrors(createContact.input);
  const form = useForm<Values>({ initialValues: { ...empty, companyId }, validate: (values) => validate(inputOf(values)) });
  const { send, sending } = useSubmit(form, { CRM_CONTACT_EMAIL_TAKEN: 'email', REFERENCE_UNKNOWN: 'companyId' });
  const offerUndo = useOfferUndo();
  const submit = async (values: Values): Promise<void> => {
    const contact = await send(createContact, inputOf(values));
    if (!contact) return;
    offerUndo({ text: t('done.created', { name: contactName(contact) }), undo: () => api(deleteContact, { contactId: contact.id }) });
    onClose();
    router.push(`/contacts/${contact.id}`);
  };
  return (
    <FormWindow
      title={t('new')}
      submitLabel={t('create')}
      sending={sending}
      onClose={onClose}
      onSubmit={form.onSubmit((values) => void submit(values))}
    >
      <Stack>
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <TextInput label={names('firstName')} data-autofocus {...form.getInputProps('firstName')} />
          <TextInput label={names('lastName')} withAsterisk {...form.getInputProps('lastName')} />
          <TextInput label={names('email')} type="email" {...form.getInputProps('email')} />
          <TextInput label={names('phone')} type="tel" {...form.getInputProps('phone')} />
          <TextInput label={names('jobTitle')} {...form.getInputProps('jobTitle')} />
          <CompanyPicker label={names('companyId')} {...form.getInputProps('companyId')} />
        </SimpleGrid>
      </Stack>
    </FormWindow>
  );
};
