'use client';

import { type InboxItem, listInboxItems } from '@crm-gtd/shared/contracts/gtd/inbox.ts';
import { Button, FocusTrap, Modal, Text, UnstyledButton } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconBolt, IconCalendarEvent, IconFileImport, IconInbox, IconMailOpened, IconPlus } from '@tabler/icons-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
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
import { openCapture } from '../../shell/shell-state.ts';
import { ListSkeleton } from '../tasks/task-list.tsx';
import { Clarify } from './clarify.tsx';
import classes from './inbox.module.css';

const CaptureButton = () => {
  const t = useTranslations('inbox');
  return (
    <Button leftSection={<IconPlus size={16} />} onClick={openCapture}>
      {t('capture')}
    </Button>
  );
};

const EmptyInbox = ({ everUsed }: Readonly<{ everUsed: boolean }>) => {
  const t = useTranslations('inbox.empty');
  if (everUsed) {
    return (
      <EmptyState
        kind="allDone"
        icon={IconMailOpened}
        title={t('done.title')}
        text={t('done.text')}
        actions={
          <Button component={Link} href="/tasks" variant="default">
            {t('done.action')}
          </Button>
        }
      />
    );
  }
  return (
    <EmptyState
      kind="firstUse"
      icon={IconInbox}
      beside={[IconBolt, IconCalendarEvent]}
      title={t('first.title')}
      text={t('first.text')}
      actions={
        <>
          <CaptureButton />
          <Button component={Link} href="/imports/new" variant="default" leftSection={<IconFileImport size={16} />}>
            {t('first.import')}
          </Button>
        </>
      }
    />
  );
};

/** The chosen item; when it leaves the list, the one that took its place. */
const useCurrent = (items: readonly InboxItem[], first: string) => {
  const [current, setCurrent] = useState<{ id: string; at: number } | null>(first ? { id: first, at: 0 } : null);
  const at = items.findIndex(({ id }) => id === current?.id);
  const index = at >= 0 ? at : Math.min(current?.at ?? 0, items.length - 1);
  const item = items[index];
  useEffect(() => {
    if (item && (current?.id !== item.id || current.at !== index)) setCurrent({ id: item.id, at: index });
  }, [item, index, current]);
  const choose = (id: string): void => setCurrent({ id, at: items.findIndex((candidate) => candidate.id === id) });
  return { item, choose };
};

const Workbench = ({ items, first }: Readonly<{ items: readonly InboxItem[]; first: string }>) => {
  const t = useTranslations('inbox');
  const { ago } = useFormats();
  const { item: current, choose } = useCurrent(items, first);
  const narrow = useMediaQuery(narrowScreen, false, { getInitialValueInEffect: false });
  const [opened, setOpened] = useState(first !== '');
  const open = (id: string): void => {
    choose(id);
    setOpened(true);
  };
  const { rowProps, activeId } = useListKeys({ ids: items.map(({ id }) => id), onOpen: open });
  useEffect(() => {
    if (activeId && activeId !== current?.id) choose(activeId);
  });
  return (
    <div className={classes.layout}>
      <ul className={classes.items} aria-label={t('title')}>
        {items.map((item) => (
          <li key={item.id}>
            <UnstyledButton
              className={classes.item}
              aria-current={item.id === current?.id}
              onClick={() => open(item.id)}
              {...rowProps(item.id)}
            >
              <Text size="sm" fw={530} lineClamp={2}>
                {item.title}
              </Text>
              <Text size="xs" c="dimmed" component="span">
                {ago(item.capturedAt)}
              </Text>
            </UnstyledButton>
          </li>
        ))}
      </ul>
      {current && !narrow && <Clarify key={current.id} item={current} />}
      {current && narrow && <FullScreen item={current} opened={opened} onClose={() => setOpened(false)} />}
    </div>
  );
};

/** Where the list and the item do not fit beside each other. */
const narrowScreen = '(max-width: 62em)';

/** On a phone an item fills the screen: below the list nobody would see it. The next one follows when it is decided. */
const FullScreen = ({ item, opened, onClose }: Readonly<{ item: InboxItem; opened: boolean; onClose: () => void }>) => {
  const t = useTranslations('inbox');
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      fullScreen
      title={<Text fw={620}>{t('clarify')}</Text>}
      closeButtonProps={{ 'aria-label': t('back') }}
    >
      <FocusTrap.InitialFocus />
      <Clarify key={item.id} item={item} />
    </Modal>
  );
};

export const Inbox = () => {
  const t = useTranslations('inbox');
  const [state, setState] = useUrlState({ q: '', item: '' });
  const query = useReadPages(listInboxItems, { status: 'open', ...(state.q ? { q: state.q } : {}) }, { keepPrevious: true });
  const clarified = useReadPages(
    listInboxItems,
    { status: 'clarified', limit: 1 },
    { enabled: query.data !== undefined && query.rows.length === 0 },
  );
  return (
    <>
      <PageHeader
        title={t('title')}
        note={query.data ? t('count', { count: query.rows.length }) : undefined}
        description={query.rows.length > 0 ? t('description') : ''}
        actions={query.rows.length > 0 && <CaptureButton />}
        tools={state.q !== '' && <ListSearch label={t('search')} value={state.q} onChange={(q) => setState({ q })} />}
      />
      {query.isPending && <ListSkeleton />}
      {query.error && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && query.rows.length === 0 && state.q !== '' && <NothingFound onClear={() => setState({ q: '' })} />}
      {query.data && query.rows.length === 0 && state.q === '' && !clarified.isPending && (
        <EmptyInbox everUsed={clarified.rows.length > 0} />
      )}
      {query.rows.length > 0 && <Workbench key={state.item} items={query.rows} first={state.item} />}
      <LoadMore query={query} />
    </>
  );
};
