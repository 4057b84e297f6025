'use client';

import type { TaskLinks } from '@crm-gtd/shared/contracts/gtd/tasks.ts';
import { openWaitingFor, resolveWaitingFor } from '@crm-gtd/shared/contracts/gtd/waiting.ts';
import { Stack, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslations } from 'next-intl';
import { api } from '../../api/client.ts';
import { DayField } from '../../components/day-field.tsx';
import { useSchemaErrors } from '../../components/form-errors.ts';
import { FormWindow } from '../../components/form-window.tsx';
import { useOfferUndo } from '../../components/undo.tsx';
import { useSubmit } from '../../components/use-submit.ts';
import { ContactPicker, DealPicker } from '../records/record-picker.tsx';
import { noLinks } from '../tasks/task-form.tsx';

type Values = { title: string; notes: string; personId: string | null; followUpOn: string | null; links: TaskLinks };

export const NewWaitingWindow = ({ onClose, links = {} }: Readonly<{ onClose: () => void; links?: Partial<TaskLinks> }>) => {
  const t = useTranslations('waiting');
  const form = useForm<Values>({
    initialValues: { title: '', notes: '', personId: links.contactId ?? null, followUpOn: null, links: { ...noLinks, ...links } },
    validate: useSchemaErrors(openWaitingFor.input),
  });
  const { send, sending } = useSubmit(form);
  const offerUndo = useOfferUndo();
  const submit = async (values: Values): Promise<void> => {
    const opened = await send(openWaitingFor, values);
    if (!opened) return;
    offerUndo({ text: t('done.opened', { title: opened.title }), undo: () => api(resolveWaitingFor, { waitingForId: opened.id }) });
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
        <ContactPicker label={t('fields.personId')} {...form.getInputProps('personId')} />
        <DayField label={t('fields.followUpOn')} {...form.getInputProps('followUpOn')} />
        <DealPicker label={t('fields.deal')} {...form.getInputProps('links.dealId')} />
        <Textarea label={t('fields.notes')} autosize minRows={2} {...form.getInputProps('notes')} />
      </Stack>
    </FormWindow>
  );
};
