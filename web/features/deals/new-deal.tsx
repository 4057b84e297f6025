'use client';

import { createDeal, deleteDeal } from '@crm-gtd/shared/contracts/crm/deals.ts';
import type { Money } from '@crm-gtd/shared/contracts/money.ts';
import { Select, SimpleGrid, Stack, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslations } from 'next-intl';
import { api } from '../../api/client.ts';
import { DayField } from '../../components/day-field.tsx';
import { useSchemaErrors } from '../../components/form-errors.ts';
import { FormWindow } from '../../components/form-window.tsx';
import { MoneyField } from '../../components/money-field.tsx';
import { useOfferUndo } from '../../components/undo.tsx';
import { useSubmit } from '../../components/use-submit.ts';
import { CompanyPicker, ContactPicker } from '../records/record-picker.tsx';
import { chosenPipeline, usePipelines } from './use-pipelines.ts';

type Values = {
  title: string;
  value: Money;
  companyId: string | null;
  contactId: string | null;
  stageId: string | null;
  expectedCloseOn: string | null;
  notes: string;
};
type Props = Readonly<{ onClose: () => void; companyId?: string | null; contactId?: string | null }>;

const schema = createDeal.input.omit({ stageId: true, pipelineId: true });

export const NewDealWindow = ({ onClose, companyId = null, contactId = null }: Props) => {
  const t = useTranslations('deals');
  const pipeline = chosenPipeline(usePipelines().data?.items, '');
  const validate = useSchemaErrors(schema);
  const form = useForm<Values>({
    initialValues: {
      title: '',
      value: { amount: 0, currency: 'PLN' },
      companyId,
      contactId,
      stageId: null,
      expectedCloseOn: null,
      notes: '',
    },
    validate: ({ stageId: _stage, ...values }) => validate(values),
  });
  const { send, sending } = useSubmit(form, { CRM_STAGE_NOT_FOUND: 'stageId' });
  const offerUndo = useOfferUndo();
  const submit = async ({ stageId, ...values }: Values): Promise<void> => {
    const where = pipeline && stageId ? { pipelineId: pipeline.id, stageId } : {};
    const deal = await send(createDeal, { ...values, ...where });
    if (!deal) return;
    offerUndo({ text: t('done.created', { title: deal.title }), undo: () => api(deleteDeal, { dealId: deal.id }) });
    onClose();
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
        <TextInput withAsterisk label={t('fields.title')} data-autofocus {...form.getInputProps('title')} />
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <MoneyField
            label={t('fields.value')}
            {...form.getInputProps('value')}
            error={form.errors['value'] ?? form.errors['value.amount']}
          />
          <DayField label={t('fields.expectedCloseOn')} {...form.getInputProps('expectedCloseOn')} />
          <CompanyPicker label={t('fields.companyId')} {...form.getInputProps('companyId')} />
          <ContactPicker label={t('fields.contactId')} {...form.getInputProps('contactId')} />
        </SimpleGrid>
        <Select
          label={t('fields.stageId')}
          data={(pipeline?.stages ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          placeholder={pipeline?.stages[0]?.name ?? ''}
          {...form.getInputProps('stageId')}
        />
        <Textarea label={t('fields.notes')} autosize minRows={2} {...form.getInputProps('notes')} />
      </Stack>
    </FormWindow>
  );
};
