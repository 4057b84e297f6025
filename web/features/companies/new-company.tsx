'use client';

import { CompanyInput, createCompany, deleteCompany } from '@crm-gtd/shared/contracts/crm/companies.ts';
import { SimpleGrid, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { api } from '../../api/client.ts';
import { useSchemaErrors } from '../../components/form-errors.ts';
import { FormWindow } from '../../components/form-window.tsx';
import { useOfferUndo } from '../../components/undo.tsx';
import { useSubmit } from '../../components/use-submit.ts';
import { validNip } from './nip.ts';

const fields = ['nip', 'domain', 'phone', 'street', 'postalCode', 'city'] as const;
type Values = Record<'name' | (typeof fields)[number], string>;

const empty: Values = { name: '', nip: '', domain: '', phone: '', street: '', postalCode: '', city: '' };
const schema = CompanyInput.refine(({ nip }) => !nip || validNip(nip), { path: ['nip'], error: 'nip' });

/** An empty field is an absent one: two companies without a NIP do not clash. */
const inputOf = ({ name, ...rest }: Values) => ({
  name,
  ...Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, value.trim() || null])),
});

export const NewCompanyWindow = ({ onClose }: Readonly<{ onClose: () => void }>) => {
  const t = useTranslations('companies');
  const names = useTranslations('fieldNames');
  const router = useRouter();
  const validate = useSchemaErrors(schema);
  const form = useForm<Values>({ initialValues: empty, validate: (values) => validate(inputOf(values)) });
  const { send, sending } = useSubmit(form, { CRM_COMPANY_NIP_TAKEN: 'nip', CRM_NIP_INVALID: 'nip' });
  const offerUndo = useOfferUndo();
  const submit = async (values: Values): Promise<void> => {
    const company = await send(createCompany, inputOf(values));
    if (!company) return;
    offerUndo({ text: t('done.created', { name: company.name }), undo: () => api(deleteCompany, { companyId: company.id }) });
    onClose();
    router.push(`/companies/${company.id}`);
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
        <TextInput label={names('companyName')} withAsterisk data-autofocus {...form.getInputProps('name')} />
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          {fields.map((field) => (
            <TextInput key={field} label={names(field)} {...form.getInputProps(field)} />
          ))}
        </SimpleGrid>
      </Stack>
    </FormWindow>
  );
};
