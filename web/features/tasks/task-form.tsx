'use client';

import type { Task, TaskLinks } from '@crm-gtd/shared/contracts/gtd/tasks.ts';
import { SegmentedControl, SimpleGrid, Stack, Textarea } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useTranslations } from 'next-intl';
import { DayField } from '../../components/day-field.tsx';
import { CompanyPicker, ContactPicker, DealPicker } from '../records/record-picker.tsx';
import { ContextSelect } from './context-select.tsx';

export type TaskValues = Pick<Task, 'title' | 'notes' | 'list' | 'contextId' | 'dueDate' | 'deferUntil' | 'scheduledOn'> & {
  links: TaskLinks;
};

export const noLinks: TaskLinks = { contactId: null, companyId: null, dealId: null };
export const emptyTask: TaskValues = {
  title: '',
  notes: '',
  list: 'next',
  contextId: null,
  dueDate: null,
  deferUntil: null,
  scheduledOn: null,
  links: noLinks,
};

export const TaskForm = ({ form }: Readonly<{ form: UseFormReturnType<TaskValues> }>) => {
  const t = useTranslations('tasks');
  return (
    <Stack gap="md">
      <Textarea withAsterisk autosize minRows={1} label={t('fields.title')} data-autofocus {...form.getInputProps('title')} />
      <Textarea
        autosize
        minRows={2}
        maxRows={12}
        label={t('fields.notes')}
        {...form.getInputProps('notes')}
        value={form.values.notes ?? ''}
      />
      <SegmentedControl
        aria-label={t('fields.list')}
        data={(['next', 'someday', 'reference'] as const).map((value) => ({ value, label: t(`lists.${value}`) }))}
        {...form.getInputProps('list')}
      />
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
        <ContextSelect label={t('fields.contextId')} {...form.getInputProps('contextId')} />
        <DayField label={t('fields.dueDate')} {...form.getInputProps('dueDate')} />
        <DayField label={t('fields.scheduledOn')} {...form.getInputProps('scheduledOn')} />
        <DayField label={t('fields.deferUntil')} {...form.getInputProps('deferUntil')} />
      </SimpleGrid>
      <ContactPicker label={t('fields.contact')} {...form.getInputProps('links.contactId')} />
      <CompanyPicker label={t('fields.company')} {...form.getInputProps('links.companyId')} />
      <DealPicker label={t('fields.deal')} {...form.getInputProps('links.dealId')} />
    </Stack>
  );
};
