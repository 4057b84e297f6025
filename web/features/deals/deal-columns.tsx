'use client';

import type { Deal } from '@crm-gtd/shared/contracts/crm/deals.ts';
import type { Pipeline } from '@crm-gtd/shared/contracts/crm/pipelines.ts';
import { Badge } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { useFormats } from '../../components/formats.ts';
import type { Column } from '../../components/record-row.tsx';

const colors = { open: 'iris', won: 'green', lost: 'gray' } as const;

export const useDealColumns = (pipelines: readonly Pipeline[]): readonly Column<Deal>[] => {
  const t = useTranslations('deals');
  const { money, day } = useFormats();
  return useMemo(() => {
    const stages = new Map(pipelines.flatMap((pipeline) => pipeline.stages.map(({ id, name }) => [id, name] as const)));
    return [
      { key: 'title', header: t('fields.title'), sortKey: 'title', width: '26%', render: ({ title }) => title },
      {
        key: 'status',
        header: t('fields.status'),
        width: '120px',
        render: ({ status }) => <Badge color={colors[status]}>{t(`statuses.${status}`)}</Badge>,
      },
      { key: 'stage', header: t('fields.stageId'), width: '16%', render: ({ stageId }) => stages.get(stageId) },
      {
        key: 'company',
        header: t('fields.companyId'),
        width: '18%',
        render: ({ companyName, contactName }) => companyName ?? contactName,
      },
      {
        key: 'value',
        header: t('fields.value'),
        sortKey: 'valueAmount',
        width: '140px',
        align: 'right',
        render: ({ value }) => money(value),
      },
      {
        key: 'expectedCloseOn',
        header: t('fields.expectedCloseOn'),
        sortKey: 'expectedCloseOn',
        width: '150px',
        render: ({ status, expectedCloseOn }) => status === 'open' && expectedCloseOn && day(expectedCloseOn),
      },
      {
        key: 'closedAt',
        header: t('fields.closedAt'),
        sortKey: 'closedAt',
        width: '120px',
        render: ({ closedAt }) => closedAt && day(closedAt),
      },
      { key: 'lostReason', header: t('fields.lostReason'), width: '16%', wideOnly: true, render: ({ lostReason }) => lostReason },
    ];
  }, [pipelines, t, money, day]);
};
