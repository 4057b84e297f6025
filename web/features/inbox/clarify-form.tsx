'use client';

import { Button, Group, SimpleGrid, Stack, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useTranslations } from 'next-intl';
import type { KeyboardEvent } from 'react';
import { DayField } from '../../components/day-field.tsx';
import { CompanyPicker, ContactPicker, DealPicker } from '../records/record-picker.tsx';
import { ContextSelect } from '../tasks/context-select.tsx';
import type { ClarifyValues } from './clarify-values.ts';
import type { DecisionEntry, DecisionField } from './decisions.ts';

type FieldProps = Readonly<{ field: DecisionField; form: UseFormReturnType<ClarifyValues>; first: boolean }>;

const Field = ({ field, form, first }: FieldProps) => {
  const t = useTranslations('clarify.fields');
  const focus = first ? { 'data-autofocus': true, autoFocus: true } : {};
  if (field === 'title' || field === 'nextActionTitle')
    return <TextInput withAsterisk label={t(field)} {...focus} {...form.getInputProps(field)} />;
  if (field === 'contextId') return <ContextSelect label={t('contextId')} {...form.getInputProps('contextId')} />;
  if (field === 'personId') return <ContactPicker withAsterisk label={t('personId')} {...focus} {...form.getInputProps('personId')} />;
  if (field !== 'links') return <DayField withAsterisk={field === 'scheduledOn'} label={t(field)} {...form.getInputProps(field)} />;
  return (
    <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="sm">
      <ContactPicker label={t('contact')} {...form.getInputProps('links.contactId')} />
      <CompanyPicker label={t('company')} {...form.getInputProps('links.companyId')} />
      <DealPicker label={t('deal')} {...form.getInputProps('links.dealId')} />
    </SimpleGrid>
  );
};

type Props = Readonly<{
  entry: DecisionEntry;
  form: UseFormReturnType<ClarifyValues>;
  sending: boolean;
  onBack: () => void;
  onSubmit: (values: ClarifyValues) => void;
}>;

/** The few things the chosen decision still needs. Enter sends, Escape goes back to the choice. */
export const ClarifyForm = ({ entry, form, sending, onBack, onSubmit }: Props) => {
  const t = useTranslations('clarify');
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && !event.defaultPrevented) onBack();
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.onSubmit(onSubmit)();
  };
  return (
    <form onSubmit={form.onSubmit(onSubmit)} onKeyDown={onKeyDown} noValidate>
      <Stack gap="md">
        {entry.asks.map((field, position) => (
          <Field key={field} field={field} form={form} first={position === 0} />
        ))}
        <Group justify="space-between">
          <Button variant="default" onClick={onBack}>
            {t('back')}
          </Button>
          <Button type="submit" loading={sending}>
            {t(`submit.${entry.decision}`)}
          </Button>
        </Group>
      </Stack>
    </form>
  );
};
