'use client';

import { listTasks } from '@crm-gtd/shared/contracts/gtd/tasks.ts';
import { Button, SegmentedControl } from '@mantine/core';
import { IconArchive, IconBulb, IconPlus, IconStack2 } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useReadPages } from '../../api/queries.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { LoadMore } from '../../components/load-more.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { useUrlState } from '../../components/url-state.ts';
import { useMay } from '../../session/session.tsx';
import { NewTaskWindow } from '../tasks/new-task.tsx';
import { ListSkeleton, TaskList, useTaskKeys } from '../tasks/task-list.tsx';
import { TaskPanel } from '../tasks/task-panel.tsx';

const lists = ['someday', 'reference'] as const;

/** What is kept but not promised: perhaps later, and for reading up. */
export const Someday = () => {
  const t = useTranslations('someday');
  const [state, setState] = useUrlState({ list: 'someday' });
  const list = lists.find((candidate) => candidate === state.list) ?? 'someday';
  const query = useReadPages(listTasks, { list, sort: '-createdAt' });
  const { rowProps } = useTaskKeys(query.rows);
  const [adding, setAdding] = useState(false);
  const may = useMay('gtd.tasks:write');
  const add = may && (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setAdding(true)}>
      {t(`new.${list}`)}
    </Button>
  );
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        actions={query.rows.length > 0 && add}
        tools={
          <SegmentedControl
            size="xs"
            aria-label={t('which')}
            value={list}
            onChange={(next) => setState({ list: next })}
            data={lists.map((value) => ({ value, label: t(`lists.${value}`) }))}
          />
        }
      />
      {query.isPending && <ListSkeleton />}
      {query.error && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && query.rows.length === 0 && (
        <EmptyState
          kind="firstUse"
          icon={list === 'someday' ? IconStack2 : IconArchive}
          beside={[IconBulb, IconArchive]}
          title={t(`empty.${list}.title`)}
          text={t(`empty.${list}.text`)}
          actions={add}
        />
      )}
      {query.rows.length > 0 && <TaskList label={t('title')} tasks={query.rows} rowPropsOf={rowProps} />}
      <LoadMore query={query} />
      <TaskPanel />
      {adding && <NewTaskWindow list={list} onClose={() => setAdding(false)} />}
    </>
  );
};
