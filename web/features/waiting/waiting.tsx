'use client';

import { listWaitingFors } from '@crm-gtd/shared/contracts/gtd/waiting.ts';
import { Button, Group, SegmentedControl } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconBellRinging, IconHourglass, IconPlus, IconUser } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useReadPages } from '../../api/queries.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { ListSearch } from '../../components/list-search.tsx';
import { LoadMore } from '../../components/load-more.tsx';
import { NothingFound } from '../../components/nothing-found.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { useUrlState } from '../../components/url-state.ts';
import { useKeys } from '../../keys/use-keys.ts';
import { useListKeys } from '../../keys/use-list-keys.ts';
import { useMay } from '../../session/session.tsx';
import classes from '../tasks/task-list.module.css';
import { ListSkeleton } from '../tasks/task-list.tsx';
import { NewWaitingWindow } from './new-waiting.tsx';
import { useWaitingActions } from './use-waiting-actions.ts';
import { WaitingRow } from './waiting-row.tsx';

const statuses = ['open', 'resolved'] as const;

const useWaitingList = (status: 'open' | 'resolved', q: string) => {
  const query = useReadPages(listWaitingFors, { status, ...(q ? { q } : {}) }, { keepPrevious: true });
  const { resolve, reopen } = useWaitingActions();
  const { rowProps } = useListKeys({
    ids: query.rows.map(({ id }) => id),
    onSelect: (id) => {
      const waiting = query.rows.find((candidate) => candidate.id === id);
      if (waiting) void (waiting.status === 'open' ? resolve(waiting) : reopen(waiting));
    },
  });
  return { query, rowProps };
};

export const Waiting = () => {
  const t = useTranslations('waiting');
  const [state, setState] = useUrlState({ status: 'open', q: '' });
  const status = statuses.find((candidate) => candidate === state.status) ?? 'open';
  const { query, rowProps } = useWaitingList(status, state.q);
  const [adding, { open, close }] = useDisclosure(false);
  const may = useMay('gtd.tasks:write');
  useKeys([{ keys: 'n', label: t('new'), group: t('title'), run: open }], may);
  const add = may && (
    <Button leftSection={<IconPlus size={16} />} onClick={open}>
      {t('new')}
    </Button>
  );
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        actions={query.rows.length > 0 && add}
        tools={
          <Group gap="xs">
            <SegmentedControl
              size="xs"
              aria-label={t('status')}
              value={status}
              onChange={(next) => setState({ status: next })}
              data={statuses.map((value) => ({ value, label: t(`statuses.${value}`) }))}
            />
            <ListSearch label={t('search')} value={state.q} onChange={(q) => setState({ q })} />
          </Group>
        }
      />
      {query.isPending && <ListSkeleton />}
      {query.error && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && query.rows.length === 0 && state.q !== '' && <NothingFound onClear={() => setState({ q: '' })} />}
      {query.data && query.rows.length === 0 && state.q === '' && (
        <EmptyState
          kind="firstUse"
          icon={IconHourglass}
          beside={[IconUser, IconBellRinging]}
          title={t(`empty.${status}.title`)}
          text={t(`empty.${status}.text`)}
          actions={status === 'open' && add}
        />
      )}
      {query.rows.length > 0 && (
        <ul className={classes.list} aria-label={t('title')}>
          {query.rows.map((waiting) => (
            <WaitingRow key={waiting.id} waiting={waiting} rowProps={rowProps(waiting.id)} />
          ))}
        </ul>
      )}
      <LoadMore query={query} />
      {adding && <NewWaitingWindow onClose={close} />}
    </>
  );
};
