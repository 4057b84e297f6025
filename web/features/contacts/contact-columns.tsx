'use client';

import type { Contact } from '@crm-gtd/shared/contracts/crm/contacts.ts';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { useFormats } from '../../components/formats.ts';
import type { Column } from '../../components/record-row.tsx';
import { PhoneLink } from '../records/phone-link.tsx';
import { TagBadges } from '../records/tags-field.tsx';
import { contactName } from './contact-name.ts';

export const useContactColumns = (): readonly Column<Contact>[] => {
  const t = useTranslations('contacts');
  const names = useTranslations('fieldNames');
  const { day } = useFormats();
  return useMemo(
    () => [
      { key: 'name', header: t('name'), width: '18%', sortKey: 'lastName', render: contactName },
      { key: 'companyName', header: names('companyId'), width: '16%', bare: true, render: ({ companyName }) => companyName },
      { key: 'email', header: names('email'), width: '20%', wideOnly: true, render: ({ email }) => email },
      { key: 'phone', header: names('phone'), width: '154px', render: ({ phone }) => <PhoneLink phone={phone} /> },
      { key: 'jobTitle', header: names('jobTitle'), width: '13%', wideOnly: true, render: ({ jobTitle }) => jobTitle },
      { key: 'city', header: names('city'), width: '10%', wideOnly: true, render: ({ city }) => city },
      { key: 'tags', header: names('tags'), width: '190px', wideOnly: true, render: ({ tags }) => <TagBadges tags={tags} most={2} /> },
      {
        key: 'createdAt',
        header: names('createdAt'),
        width: '110px',
        sortKey: 'createdAt',
        wideOnly: true,
        render: ({ createdAt }) => day(createdAt),
      },
    ],
    [t, names, day],
  );
};
