'use client';

import { type Deal, updateDeal } from '@crm-gtd/shared/contracts/crm/deals.ts';
import { Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { type FocusEvent, useMemo, useState } from 'react';
import { DayField } from '../../components/day-field.tsx';
import { InlineField } from '../../components/inline-field.tsx';
import { MoneyField } from '../../components/money-field.tsx';
import { useMay } from '../../session/session.tsx';
import { CompanyPicker, ContactPicker } from '../records/record-picker.tsx';
import classes from '../records/records.module.css';
import { useFieldSave } from '../records/use-field-save.ts';

type Save = (field: string, value: unknown) => Promise<boolean>;

const Label = ({ text }: Readonly<{ text: string }>) => (
  <Text size="xs" c="dimmed" fw={520} component="span">
    {text}
  </Text>
);

/** Money is saved when the field is left, not at each digit. */
const ValueField = ({ deal, save, label, disabled }: Readonly<{ deal: Deal; save: Save; label: string; disabled: boolean }>) => {
  const [value, setValue] = useState(deal.value);
  const onBlur = (_event: FocusEvent): void => {
    if (value.amount !== deal.value.amount) void save('value', value);
  };
  return (
    <MoneyField size="sm" my={6} label={<Label text={label} />} value={value} onChange={setValue} onBlur={onBlur} disabled={disabled} />
  );
};

export const DealFields = ({ deal }: Readonly<{ deal: Deal }>) => {
  const t = useTranslations('deals.fields');
  const may = useMay('crm.deals:write');
  const ids = useMemo(() => ({ dealId: deal.id }), [deal.id]);
  const save = useFieldSave(updateDeal, ids, deal, deal.title);
  const common = { size: 'sm', my: 6, disabled: !may } as const;
  return (
    <div className={classes.fields}>
      <InlineField label={t('title')} value={deal.title} disabled={!may} onSave={(value) => save('title', value)} />
      <ValueField key={deal.value.amount} deal={deal} save={save} label={t('value')} disabled={!may} />
      <DayField
        {...common}
        label={<Label text={t('expectedCloseOn')} />}
        value={deal.expectedCloseOn}
        onChange={(day) => void save('expectedCloseOn', day)}
      />
      <CompanyPicker
        {...common}
        label={<Label text={t('companyId')} />}
        value={deal.companyId}
        onChange={(id) => void save('companyId', id)}
      />
      <ContactPicker
        {...common}
        label={<Label text={t('contactId')} />}
        value={deal.contactId}
        onChange={(id) => void save('contactId', id)}
      />
      <InlineField multiline label={t('notes')} value={deal.notes ?? ''} disabled={!may} onSave={(value) => save('notes', value || null)} />
    </div>
  );
};
