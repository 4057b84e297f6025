'use client';

import { type Import, type ImportRow, listImportRows } from '@crm-gtd/shared/contracts/crm/imports.ts';
import { Button, Center, Text, Title } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useReadPages } from '../../api/queries.ts';
import { ErrorState } from '../../components/error-state.tsx';
import { useFormats } from '../../components/formats.ts';
import { ListSkeleton } from '../tasks/task-list.tsx';
import classes from './imports.module.css';

const Line = ({ row: { line, reasons } }: Readonly<{ row: ImportRow }>) => {
  const t = useTranslations('imports');
  return (
    <li className={classes.reason}>
      <Text size="sm" c="dimmed" miw={92}>
        {t('result.line', { line })}
      </Text>
      <div>
        {reasons.map(({ code, value }) => (
          <Text key={code} size="sm">
            {t.has(`reasons.${code}` as 'reasons.nipLeftOut') ? t(`reasons.${code}` as 'reasons.nipLeftOut') : code}
            {value && (
              <Text span c="dimmed" size="sm">
                {` · ${value}`}
              </Text>
            )}
          </Text>
        ))}
      </div>
    </li>
  );
};

/** Which rows failed, or were taken with something left out, and why. */
export const RowReasons = ({ job, kind }: Readonly<{ job: Import; kind: 'failed' | 'warned' }>) => {
  const t = useTranslations('imports.result');
  const more = useTranslations('table');
  const { number } = useFormats();
  const query = useReadPages(listImportRows, { importId: job.id, kind, limit: 20 });
  const count = kind === 'failed' ? job.counts.failed : job.warned;
  const title = t(kind === 'failed' ? 'failedTitle' : 'warned', { count, shown: number(count) });
  return (
    <section aria-label={title}>
      <Title order={2} size="h3" mb="sm">
        {title}
      </Title>
      {query.isPending && <ListSkeleton />}
      {query.error && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      <ul className={classes.reasons}>
        {query.rows.map((row) => (
          <Line key={row.row} row={row} />
        ))}
      </ul>
      {query.hasNextPage && (
        <Center py="sm">
          <Button variant="subtle" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {more('more')}
          </Button>
        </Center>
      )}
    </section>
  );
};
