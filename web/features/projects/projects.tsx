'use client';

import { listProjects } from '@crm-gtd/shared/contracts/gtd/tasks.ts';
import { Badge, Button, Group, Text } from '@mantine/core';
import { IconChecklist, IconChevronRight, IconFolders, IconInbox, IconTarget } from '@tabler/icons-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useReadPages } from '../../api/queries.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { useFormats } from '../../components/formats.ts';
import { ListSearch } from '../../components/list-search.tsx';
import { LoadMore } from '../../components/load-more.tsx';
import { NothingFound } from '../../components/nothing-found.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { useUrlState } from '../../components/url-state.ts';
import { useListKeys } from '../../keys/use-list-keys.ts';
import { ListSkeleton } from '../tasks/task-list.tsx';
import classes from './projects.module.css';

export const Projects = () => {
  const t = useTranslations('projects');
  const { day } = useFormats();
  const [state, setState] = useUrlState({ q: '' });
  const query = useReadPages(listProjects, state.q ? { q: state.q } : {}, { keepPrevious: true });
  const active = query.rows.filter(({ status }) => status === 'active');
  const { rowProps } = useListKeys({ ids: active.map(({ id }) => id) });
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        note={active.length > 0 ? active.length : undefined}
        tools={(active.length > 0 || state.q) && <ListSearch label={t('search')} value={state.q} onChange={(q) => setState({ q })} />}
      />
      {query.isPending && <ListSkeleton />}
      {query.error && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && active.length === 0 && state.q !== '' && <NothingFound onClear={() => setState({ q: '' })} />}
      {query.data && active.length === 0 && state.q === '' && (
        <EmptyState
          kind="firstUse"
          icon={IconFolders}
          beside={[IconTarget, IconChecklist]}
          title={t('empty.title')}
          text={t('empty.text')}
          actions={
            <Button component={Link} href="/inbox" variant="default" leftSection={<IconInbox size={16} />}>
              {t('empty.action')}
            </Button>
          }
        />
      )}
      <ul className={classes.grid}>
        {active.map((project) => (
          <li key={project.id}>
            <Link href={`/projects/${project.id}`} className={classes.card} {...rowProps(project.id)}>
              <Group justify="space-between" wrap="nowrap">
                <Text fw={600} lineClamp={2}>
                  {project.title}
                </Text>
                <IconChevronRight size={16} aria-hidden="true" />
              </Group>
              <Group gap="xs" mt="md">
                <Badge color={project.openTasks === 0 ? 'amber' : 'gray'}>{t('openTasks', { count: project.openTasks })}</Badge>
                <Text size="xs" c="dimmed">
                  {t('since', { day: day(project.createdAt) })}
                </Text>
              </Group>
            </Link>
          </li>
        ))}
      </ul>
      <LoadMore query={query} />
    </>
  );
};
