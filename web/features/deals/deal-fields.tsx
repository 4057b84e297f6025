'use client';

import { type Deal, updateDeal } from '@crm-gtd/shared/contracts/crm/deals.ts';
import { Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { DayField } from '../../components/day-field.tsx';
import { InlineField } from '../../components/inline-field.tsx';
import { MoneyField } from '../../components/money-field.tsx';
import { useMay } from '../../session/session.tsx';
import { CompanyPicker, ContactPicker } from '../records/record-picker.tsx';
import classes from '../records/records.module.css';
import { useFieldSave } from '../records/use-field-save.ts';

const Label = ({ text }: Readonly<{ text: string }>) => (
  <Text size="xs" c="dimmed" fw={520} component="span">
    {text}
  </Text>
);

export const DealFields = ({ deal }: Readonly<{ deal: Deal }>) => {
  const t = useTranslations('deals.fields');
  const may = useMay('crm.deals:write');
  const ids = useMemo(() => ({ dealId: deal.id }), [deal.id]);
  const save = useFieldSave(updateDeal, ids, deal, deal.title);
  const common = { size: 'sm', my: 6, disabled: !may } as const;
  return (
    <div className={classes.fields}>
      <InlineField label={t('title')} value={deal.title} disabled={!may} onSave={(value) => save('title', value)} />
      <MoneyField {...common} label={<Label text={t('value')} />} value={deal.value} onSettle={(value) => save('value', value)} />
      <DayField
        {...common}
        label={<Label text={t('expectedCloseOn')} />}
        value={deal.expectedCloseOn}
        onSettle={(day) => save('expectedCloseOn', day)}
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
