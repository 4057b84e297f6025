'use client';

import { getProject, listTasks } from '@crm-gtd/shared/contracts/gtd/tasks.ts';
import { Anchor } from '@mantine/core';
import { IconChecklist, IconTarget } from '@tabler/icons-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useRead, useReadPages } from '../../api/queries.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { LoadMore } from '../../components/load-more.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { ListSkeleton, TaskList, useTaskKeys } from '../tasks/task-list.tsx';
import { TaskPanel } from '../tasks/task-panel.tsx';

export const ProjectPage = ({ projectId }: Readonly<{ projectId: string }>) => {
  const t = useTranslations('projects');
  const { data: project, error } = useRead(getProject, { projectId });
  const query = useReadPages(listTasks, { projectId, sort: 'day' });
  const { rowProps } = useTaskKeys(query.rows);
  if (error) return <ErrorState subject="project" error={error} />;
  return (
    <>
      <Anchor component={Link} href="/projects" size="sm">
        {t('all')}
      </Anchor>
      <PageHeader title={project?.title ?? t('project')} note={query.data ? t('openTasks', { count: query.rows.length }) : undefined} />
      {query.isPending && <ListSkeleton />}
      {query.error && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && query.rows.length === 0 && (
        <EmptyState
          kind="allDone"
          icon={IconTarget}
          beside={[IconChecklist, IconChecklist]}
          title={t('noTasks.title')}
          text={t('noTasks.text')}
        />
      )}
      {query.rows.length > 0 && <TaskList label={project?.title ?? t('project')} tasks={query.rows} rowPropsOf={rowProps} />}
      <LoadMore query={query} />
      <TaskPanel />
    </>
  );
};
