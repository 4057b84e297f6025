'use client';

import { type Import, listImports } from '@crm-gtd/shared/contracts/crm/imports.ts';
import { Badge, Button, Group, Progress, Text } from '@mantine/core';
import { IconAddressBook, IconFileImport, IconFileTypeCsv, IconTable } from '@tabler/icons-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useReadPages } from '../../api/queries.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { useFormats } from '../../components/formats.ts';
import { LoadMore } from '../../components/load-more.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { useListKeys } from '../../keys/use-list-keys.ts';
import { useMay } from '../../session/session.tsx';
import classes from '../tasks/task-list.module.css';
import { ListSkeleton } from '../tasks/task-list.tsx';
import today from '../today/today.module.css';

const colors: Readonly<Record<Import['status'], string>> = {
  uploaded: 'amber',
  running: 'iris',
  finished: 'green',
  failed: 'red',
  undoing: 'iris',
  undone: 'gray',
};

const ImportLine = ({ job, rowProps }: Readonly<{ job: Import; rowProps: object }>) => {
  const t = useTranslations('imports');
  const { number, dateTime } = useFormats();
  return (
    <li>
      <Link href={`/imports/${job.id}`} className={today.deal} {...rowProps}>
        <Group justify="space-between" wrap="nowrap" gap="sm">
          <Group gap="sm" wrap="nowrap" style={{ minWidth: 0 }}>
            <IconFileTypeCsv size={22} stroke={1.5} aria-hidden="true" />
            <div style={{ minWidth: 0 }}>
              <Text size="sm" fw={560} truncate>
                {job.fileName}
              </Text>
              <Text size="xs" c="dimmed">
                {dateTime(job.createdAt)} · {t('rows', { count: job.rowCount, shown: number(job.rowCount) })}
              </Text>
            </div>
          </Group>
          <Badge color={colors[job.status]} miw="max-content">
            {t(`statuses.${job.status}`)}
          </Badge>
        </Group>
        {job.status === 'running' && (
          <Progress mt={8} size="sm" value={(job.progress.done / Math.max(job.progress.total, 1)) * 100} aria-label={job.fileName} />
        )}
      </Link>
    </li>
  );
};

export const Imports = () => {
  const t = useTranslations('imports');
  const query = useReadPages(listImports, {});
  const may = useMay('crm.imports:write');
  const { rowProps } = useListKeys({ ids: query.rows.map(({ id }) => id) });
  const start = may && (
    <Button component={Link} href="/imports/new" leftSection={<IconFileImport size={16} />}>
      {t('new')}
    </Button>
  );
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} actions={query.rows.length > 0 && start} />
      {query.isPending && <ListSkeleton />}
      {query.error && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && query.rows.length === 0 && (
        <EmptyState
          kind="firstUse"
          icon={IconFileImport}
          beside={[IconTable, IconAddressBook]}
          title={t('empty.title')}
          text={t('empty.text')}
          actions={start}
        />
      )}
      {query.rows.length > 0 && (
        <ul className={classes.list} aria-label={t('title')}>
          {query.rows.map((job) => (
            <ImportLine key={job.id} job={job} rowProps={rowProps(job.id)} />
          ))}
        </ul>
      )}
      <LoadMore query={query} />
    </>
  );
};
