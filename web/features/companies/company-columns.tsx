'use client';

import type { Company } from '@crm-gtd/shared/contracts/crm/companies.ts';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { useFormats } from '../../components/formats.ts';
import type { Column } from '../../components/record-row.tsx';
import { PhoneLink } from '../records/phone-link.tsx';
import { TagBadges } from '../records/tags-field.tsx';
import { shownNip } from './nip.ts';

export const useCompanyColumns = (): readonly Column<Company>[] => {
  const names = useTranslations('fieldNames');
  const { day } = useFormats();
  return useMemo(
    () => [
      { key: 'name', header: names('companyName'), width: '24%', sortKey: 'name', render: ({ name }) => name },
      { key: 'nip', header: names('nip'), width: '150px', render: ({ nip }) => nip && shownNip(nip) },
      { key: 'city', header: names('city'), width: '14%', wideOnly: true, render: ({ city }) => city },
      { key: 'domain', header: names('domain'), width: '16%', wideOnly: true, render: ({ domain }) => domain },
      { key: 'phone', header: names('phone'), width: '160px', render: ({ phone }) => <PhoneLink phone={phone} /> },
      { key: 'tags', header: names('tags'), width: '190px', wideOnly: true, render: ({ tags }) => <TagBadges tags={tags} most={2} /> },
      {
        key: 'createdAt',
        header: names('createdAt'),
        width: '120px',
        sortKey: 'createdAt',
        wideOnly: true,
        render: ({ createdAt }) => day(createdAt),
      },
    ],
    [names, day],
  );
};
