'use client';

import { getCompany, listCompanies } from '@crm-gtd/shared/contracts/crm/companies.ts';
import { getContact, listContacts } from '@crm-gtd/shared/contracts/crm/contacts.ts';
import { getDeal, listDeals } from '@crm-gtd/shared/contracts/crm/deals.ts';
import { Loader, Select, type SelectProps } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useRead } from '../../api/queries.ts';
import { contactName } from '../contacts/contact-name.ts';

type Option = Readonly<{ value: string; label: string }>;
type Props = Omit<SelectProps, 'data' | 'value' | 'onChange'> & Readonly<{ value?: string | null; onChange: (id: string | null) => void }>;
type PickerProps = Props &
  Readonly<{ options: readonly Option[]; chosen: Option | undefined; loading: boolean; onSearch: (text: string) => void }>;

const shown = 12;

const Picker = ({ options, chosen, loading, onSearch, value = null, onChange, ...rest }: PickerProps) => {
  const t = useTranslations('picker');
  const data = chosen && !options.some((option) => option.value === chosen.value) ? [chosen, ...options] : [...options];
  return (
    <Select
      searchable
      clearable
      filter={({ options: all }) => all}
      nothingFoundMessage={loading ? t('searching') : t('nothing')}
      placeholder={t('placeholder')}
      rightSection={loading ? <Loader size={14} /> : undefined}
      clearButtonProps={{ 'aria-label': t('clear') }}
      comboboxProps={{ shadow: 'md' }}
      {...rest}
      data={data}
      value={value}
      onChange={onChange}
      onSearchChange={onSearch}
    />
  );
};

const useSearch = (chosenLabel: string | undefined) => {
  const [typed, setTyped] = useState('');
  const [q] = useDebouncedValue(typed, 200);
  return { q: q === chosenLabel ? '' : q.trim(), setTyped };
};

export const ContactPicker = (props: Props) => {
  const chosen = useRead(getContact, { contactId: props.value ?? '' }, { enabled: Boolean(props.value) }).data;
  const label = chosen && contactName(chosen);
  const { q, setTyped } = useSearch(label);
  const found = useRead(listContacts, { q, limit: shown }, { keepPrevious: true });
  const options = (found.data?.items ?? []).map((contact) => ({
    value: contact.id,
    label: contact.companyName ? `${contactName(contact)} · ${contact.companyName}` : contactName(contact),
  }));
  return (
    <Picker
      {...props}
      options={options}
      chosen={chosen && label ? { value: chosen.id, label } : undefined}
      loading={found.isFetching}
      onSearch={setTyped}
    />
  );
};

export const CompanyPicker = (props: Props) => {
  const chosen = useRead(getCompany, { companyId: props.value ?? '' }, { enabled: Boolean(props.value) }).data;
  const { q, setTyped } = useSearch(chosen?.name);
  const found = useRead(listCompanies, { q, limit: shown }, { keepPrevious: true });
  const options = (found.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }));
  return (
    <Picker
      {...props}
      options={options}
      chosen={chosen && { value: chosen.id, label: chosen.name }}
      loading={found.isFetching}
      onSearch={setTyped}
    />
  );
};

export const DealPicker = (props: Props) => {
  const chosen = useRead(getDeal, { dealId: props.value ?? '' }, { enabled: Boolean(props.value) }).data;
  const { q, setTyped } = useSearch(chosen?.title);
  const found = useRead(listDeals, { q, limit: shown, status: 'open' }, { keepPrevious: true });
  const options = (found.data?.items ?? []).map(({ id, title }) => ({ value: id, label: title }));
  return (
    <Picker
      {...props}
      options={options}
      chosen={chosen && { value: chosen.id, label: chosen.title }}
      loading={found.isFetching}
      onSearch={setTyped}
    />
  );
};
