'use client';

import { getImport, type Import } from '@crm-gtd/shared/contracts/crm/imports.ts';
import { useTranslations } from 'next-intl';
import { useRead } from '../../api/queries.ts';
import { BackLink } from '../../components/back-link.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { RecordSkeleton } from '../../components/record-skeleton.tsx';
import { ImportSteps } from './import-steps.tsx';
import { Mapping } from './mapping.tsx';
import { ImportProgress } from './progress.tsx';
import { ImportResult } from './result.tsx';

const pollMs = 700;

const busy = (status: Import['status'] | undefined): boolean => status === 'running' || status === 'undoing';

const stepOf = (status: Import['status']): 1 | 2 | 3 => {
  if (status === 'uploaded') return 1;
  return busy(status) ? 2 : 3;
};

/** Polls while it runs: progress events come by the batch, and the bar should move even if the event stream is down. */
const useImport = (importId: string) => {
  const first = useRead(getImport, { importId });
  const running = busy(first.data?.status);
  return useRead(getImport, { importId }, { refetchInterval: running ? pollMs : false });
};

export const ImportPage = ({ importId }: Readonly<{ importId: string }>) => {
  const t = useTranslations('imports');
  const { data: job, error, refetch } = useImport(importId);
  if (error) return <ErrorState subject="import" error={error} onRetry={() => void refetch()} />;
  if (!job) return <RecordSkeleton />;
  return (
    <>
      <BackLink href="/imports" label={t('title')} />
      <PageHeader title={job.fileName} note={t(`statuses.${job.status}`)} />
      <ImportSteps active={stepOf(job.status)} />
      {job.status === 'uploaded' && <Mapping key={job.headerRow} job={job} />}
      {busy(job.status) && <ImportProgress job={job} />}
      {stepOf(job.status) === 3 && <ImportResult job={job} />}
    </>
  );
};
