'use client';

import { type Company, CompanyFields as Fields, updateCompany } from '@crm-gtd/shared/contracts/crm/companies.ts';
import { shownPhone } from '@crm-gtd/shared/text/phone.ts';
import { Anchor } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { InlineField } from '../../components/inline-field.tsx';
import { useMay } from '../../session/session.tsx';
import classes from '../records/records.module.css';
import { TagsField } from '../records/tags-field.tsx';
import { useFieldSave } from '../records/use-field-save.ts';
import { shownNip } from './nip.ts';

const fields = ['name', 'nip', 'phone', 'website', 'domain', 'street', 'postalCode', 'city'] as const;

const shownOf = (field: string, value: string | null) => {
  if (!value) return undefined;
  if (field === 'nip') return shownNip(value);
  if (field === 'phone') return shownPhone(value);
  if (field !== 'website') return undefined;
  const href = /^https?:\/\//.test(value) ? value : `https://${value}`;
  return (
    <Anchor href={href} target="_blank" rel="noreferrer" size="sm">
      {value}
    </Anchor>
  );
};

export const CompanyFields = ({ company }: Readonly<{ company: Company }>) => {
  const t = useTranslations('fieldNames');
  const may = useMay('crm.companies:write');
  const ids = useMemo(() => ({ companyId: company.id }), [company.id]);
  const save = useFieldSave(updateCompany, ids, company, company.name);
  return (
    <div className={classes.fields}>
      {fields.map((name) => (
        <InlineField
          key={name}
          label={t(name === 'name' ? 'companyName' : name)}
          value={company[name] ?? ''}
          schema={Fields.shape[name]}
          shown={shownOf(name, company[name])}
          disabled={!may}
          onSave={(value) => save(name, value || null)}
        />
      ))}
      <TagsField of="companies" label={t('tags')} tags={company.tags} disabled={!may} onSave={(tags) => save('tags', tags)} />
      <InlineField
        multiline
        label={t('notes')}
        value={company.notes ?? ''}
        disabled={!may}
        onSave={(value) => save('notes', value || null)}
      />
    </div>
  );
};
