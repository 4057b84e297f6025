'use client';

import { type Execution, listExecutions } from '@crm-gtd/shared/contracts/ai/suggestions.ts';
import { Alert, Badge, Button, Text } from '@mantine/core';
import { IconBolt, IconInbox, IconInfoCircle, IconSparkles, IconTrophy } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { useReadPages } from '../../api/queries.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { useFormats } from '../../components/formats.ts';
import { PageHeader } from '../../components/page-header.tsx';
import type { Column } from '../../components/record-row.tsx';
import { RecordTable } from '../../components/record-table.tsx';
import { openCapture } from '../../shell/shell-state.ts';
import { useRuleName } from './use-rule-name.ts';

const colors: Readonly<Record<Execution['status'], string>> = { running: 'iris', succeeded: 'green', failed: 'red' };
const idOf = ({ id }: Execution): string => id;

const useColumns = (): readonly Column<Execution>[] => {
  const t = useTranslations('assistant');
  const { dateTime } = useFormats();
  const ruleName = useRuleName();
  return useMemo(
    () => [
      {
        key: 'rule',
        header: t('heads.rule'),
        width: '44%',
        render: (run) => (
          <>
            {ruleName(run.rule)}
            {run.status === 'failed' && (
              <Text size="xs" c="red">
                {t('notDone')}
              </Text>
            )}
          </>
        ),
      },
      {
        key: 'status',
        header: t('heads.status'),
        width: '150px',
        render: ({ status }) => <Badge color={colors[status]}>{t(`statuses.${status}`)}</Badge>,
      },
      { key: 'source', header: t('heads.source'), render: ({ provider }) => t(`providers.${provider}`) },
      { key: 'when', header: t('heads.when'), width: '190px', render: ({ createdAt }) => dateTime(createdAt) },
    ],
    [t, dateTime, ruleName],
  );
};

/** What the assistant was asked and how it went; says plainly when rules answered and no model. */
export const Assistant = () => {
  const t = useTranslations('assistant');
  const ruleName = useRuleName();
  const columns = useColumns();
  const query = useReadPages(listExecutions, {});
  const local = query.rows.length > 0 && query.rows.every(({ provider }) => provider === 'local');
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} />
      {local && (
        <Alert color="gray" variant="light" mb="lg" icon={<IconInfoCircle size={18} />}>
          {t('localOnly')}
        </Alert>
      )}
      {query.error && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && query.rows.length === 0 && (
        <EmptyState
          kind="firstUse"
          icon={IconSparkles}
          beside={[IconInbox, IconTrophy]}
          title={t('empty.title')}
          text={t('empty.text')}
          actions={
            <Button leftSection={<IconBolt size={16} />} onClick={openCapture}>
              {t('empty.action')}
            </Button>
          }
        />
      )}
      {(query.isPending || query.rows.length > 0) && (
        <RecordTable
          label={t('title')}
          columns={columns}
          rows={query.rows}
          rowId={idOf}
          rowName={({ rule }) => ruleName(rule)}
          loading={query.isPending || query.isFetchingNextPage}
          hasMore={query.hasNextPage}
          onMore={() => void query.fetchNextPage()}
        />
      )}
    </>
  );
};
