'use client';

import { type Contact, ContactFields as Fields, updateContact } from '@crm-gtd/shared/contracts/crm/contacts.ts';
import { phoneLink, shownPhone } from '@crm-gtd/shared/text/phone.ts';
import { Anchor, Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { DayField } from '../../components/day-field.tsx';
import { InlineField } from '../../components/inline-field.tsx';
import { useMay } from '../../session/session.tsx';
import { CompanyPicker } from '../records/record-picker.tsx';
import classes from '../records/records.module.css';
import { TagsField } from '../records/tags-field.tsx';
import { useFieldSave } from '../records/use-field-save.ts';
import { contactName } from './contact-name.ts';

const before = ['firstName', 'lastName', 'email', 'phone', 'jobTitle'] as const;
const after = ['street', 'postalCode', 'city'] as const;

const shownOf = (field: string, value: string | null) => {
  if (!value) return undefined;
  if (field === 'email')
    return (
      <Anchor href={`mailto:${value}`} size="sm">
        {value}
      </Anchor>
    );
  if (field !== 'phone') return undefined;
  const href = phoneLink(value);
  return href === undefined ? undefined : (
    <Anchor href={href} size="sm">
      {shownPhone(value)}
    </Anchor>
  );
};

export const ContactFields = ({ contact }: Readonly<{ contact: Contact }>) => {
  const t = useTranslations('fieldNames');
  const may = useMay('crm.contacts:write');
  const ids = useMemo(() => ({ contactId: contact.id }), [contact.id]);
  const save = useFieldSave(updateContact, ids, contact, contactName(contact));
  const field = (name: (typeof before)[number] | (typeof after)[number]) => (
    <InlineField
      key={name}
      label={t(name)}
      value={contact[name] ?? ''}
      schema={Fields.shape[name]}
      shown={shownOf(name, contact[name])}
      disabled={!may}
      onSave={(value) => save(name, value || null)}
    />
  );
  return (
    <div className={classes.fields}>
      {before.map(field)}
      <CompanyPicker
        size="sm"
        my={6}
        disabled={!may}
        label={
          <Text size="xs" c="dimmed" fw={520} component="span">
            {t('companyId')}
          </Text>
        }
        value={contact.companyId}
        onChange={(companyId) => void save('companyId', companyId)}
      />
      {after.map(field)}
      <DayField
        size="sm"
        my={6}
        direction="back"
        disabled={!may}
        label={
          <Text size="xs" c="dimmed" fw={520} component="span">
            {t('lastContactOn')}
          </Text>
        }
        value={contact.lastContactOn}
        onSettle={(day) => save('lastContactOn', day)}
      />
      <TagsField of="contacts" label={t('tags')} tags={contact.tags} disabled={!may} onSave={(tags) => save('tags', tags)} />
      <InlineField
        multiline
        label={t('notes')}
        value={contact.notes ?? ''}
        disabled={!may}
        onSave={(value) => save('notes', value || null)}
      />
    </div>
  );
};
