'use client';

import { type Execution, listExecutions } from '@crm-gtd/shared/contracts/ai/suggestions.ts';
import { Alert, Badge, Code, Group, Table, Text } from '@mantine/core';
import { IconInbox, IconInfoCircle, IconSparkles, IconTrophy } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useReadPages } from '../../api/queries.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { useFormats } from '../../components/formats.ts';
import { LoadMore } from '../../components/load-more.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import imports from '../imports/imports.module.css';
import { ListSkeleton } from '../tasks/task-list.tsx';

const colors: Readonly<Record<Execution['status'], string>> = { running: 'iris', succeeded: 'green', failed: 'red' };
const heads = ['rule', 'status', 'source', 'duration', 'when'] as const;

const Row = ({ run }: Readonly<{ run: Execution }>) => {
  const t = useTranslations('assistant');
  const { dateTime, number } = useFormats();
  // A rule of a newer service than this page has no text here yet.
  const rule = `rules.${run.rule}` as 'rules.inbox-suggestion';
  return (
    <Table.Tr>
      <Table.Td>
        {t.has(rule) ? t(rule) : <Code>{run.rule}</Code>}
        {run.error && (
          <Text size="xs" c="red">
            {run.error}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        <Badge color={colors[run.status]}>{t(`statuses.${run.status}`)}</Badge>
      </Table.Td>
      <Table.Td>
        <Group gap={6}>
          <Text size="sm">{t(`providers.${run.provider}`)}</Text>
          <Text size="xs" c="dimmed">
            {run.model}
          </Text>
        </Group>
      </Table.Td>
      <Table.Td>{run.durationMs === null ? '—' : t('ms', { ms: number(run.durationMs) })}</Table.Td>
      <Table.Td style={{ whiteSpace: 'nowrap' }}>{dateTime(run.createdAt)}</Table.Td>
    </Table.Tr>
  );
};

/** What the assistant was asked and how it went; says plainly when local rules answered and no model. */
export const Assistant = () => {
  const t = useTranslations('assistant');
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
      {query.isPending && <ListSkeleton />}
      {query.error && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && query.rows.length === 0 && (
        <EmptyState kind="firstUse" icon={IconSparkles} beside={[IconInbox, IconTrophy]} title={t('empty.title')} text={t('empty.text')} />
      )}
      {query.rows.length > 0 && (
        <div className={imports.table}>
          <Table verticalSpacing="sm" horizontalSpacing="md" miw={720} aria-label={t('title')}>
            <Table.Thead>
              <Table.Tr>
                {heads.map((head) => (
                  <Table.Th key={head}>{t(`heads.${head}`)}</Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {query.rows.map((run) => (
                <Row key={run.id} run={run} />
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
      <LoadMore query={query} />
    </>
  );
};
