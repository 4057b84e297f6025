'use client';

import { listTasks, type Task } from '@crm-gtd/shared/contracts/gtd/tasks.ts';
import { Button, Chip, Group, SegmentedControl, Stack } from '@mantine/core';
import { IconBolt, IconChecklist, IconFilterOff, IconInbox, IconPlus } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useReadPages } from '../../api/queries.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { useFormats } from '../../components/formats.ts';
import { ListSearch } from '../../components/list-search.tsx';
import { LoadMore } from '../../components/load-more.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { useUrlState } from '../../components/url-state.ts';
import { useKeys } from '../../keys/use-keys.ts';
import { useMay } from '../../session/session.tsx';
import { openCapture, showWindow } from '../../shell/shell-state.ts';
import { Section } from '../today/section.tsx';
import { useContexts } from './context-select.tsx';
import { groupByDay } from './task-days.ts';
import { ListSkeleton, TaskList, useTaskKeys } from './task-list.tsx';
import { TaskPanel } from './task-panel.tsx';

const views = ['available', 'deferred', 'all', 'completed'] as const;
type View = (typeof views)[number];

const inputOf = (view: View, contextId: string, q: string) => ({
  list: 'next' as const,
  ...(q ? { q } : {}),
  ...(contextId ? { contextId } : {}),
  ...(view === 'completed' ? { status: 'completed' as const, sort: '-completedAt' } : { view, sort: 'day' }),
});

const ContextChips = ({ value, onChange }: Readonly<{ value: string; onChange: (id: string) => void }>) => {
  const t = useTranslations('tasks');
  const contexts = useContexts();
  return (
    <Chip.Group value={value} onChange={(next) => onChange(String(next))}>
      <Group gap={6} role="radiogroup" aria-label={t('fields.contextId')}>
        <Chip size="xs" value="" variant="light">
          {t('everyContext')}
        </Chip>
        {contexts.map(({ id, name }) => (
          <Chip key={id} size="xs" value={id} variant="light">
            {name}
          </Chip>
        ))}
      </Group>
    </Chip.Group>
  );
};

const NoTasks = ({ filtered, onClear }: Readonly<{ filtered: boolean; onClear: () => void }>) => {
  const t = useTranslations('tasks.empty');
  if (filtered) {
    return (
      <EmptyState
        kind="nothingFound"
        icon={IconFilterOff}
        title={t('filtered.title')}
        text={t('filtered.text')}
        actions={
          <Button variant="default" onClick={onClear}>
            {t('filtered.clear')}
          </Button>
        }
      />
    );
  }
  return (
    <EmptyState
      kind="firstUse"
      icon={IconChecklist}
      beside={[IconInbox, IconBolt]}
      title={t('none.title')}
      text={t('none.text')}
      actions={
        <Button leftSection={<IconPlus size={16} />} onClick={openCapture}>
          {t('none.action')}
        </Button>
      }
    />
  );
};

const TasksByDay = ({ tasks, rowPropsOf }: Readonly<{ tasks: readonly Task[]; rowPropsOf: (id: string) => object }>) => {
  const t = useTranslations('tasks.byDay');
  const { today, dayAfter, weekEnd } = useFormats();
  const groups = groupByDay(tasks, { today: today(), tomorrow: dayAfter(1), weekEnd: weekEnd() });
  return (
    <Stack gap="xl">
      {groups.map(([group, own]) => (
        <Section key={group} title={t(group)} count={own.length} tone={group === 'overdue' ? 'red' : undefined}>
          <TaskList label={t(group)} tasks={own} rowPropsOf={rowPropsOf} />
        </Section>
      ))}
    </Stack>
  );
};

export const Tasks = () => {
  const t = useTranslations('tasks');
  const { number } = useFormats();
  const [state, setState] = useUrlState({ view: 'available', context: '', q: '' });
  const view = views.find((candidate) => candidate === state.view) ?? 'available';
  const query = useReadPages(listTasks, inputOf(view, state.context, state.q), { keepPrevious: true });
  const { rowProps } = useTaskKeys(query.rows);
  const may = useMay('gtd.tasks:write');
  useKeys([{ keys: 'n', label: t('new'), group: t('title'), run: () => showWindow('newTask') }], may);
  return (
    <>
      <PageHeader
        title={t('title')}
        note={query.data ? `${number(query.rows.length)}${query.hasNextPage ? '+' : ''}` : undefined}
        actions={
          may && (
            <Button leftSection={<IconPlus size={16} />} onClick={() => showWindow('newTask')}>
              {t('new')}
            </Button>
          )
        }
        tools={
          <Stack gap="sm">
            <Group gap="xs">
              <SegmentedControl
                size="xs"
                w="fit-content"
                aria-label={t('views.label')}
                value={view}
                onChange={(next) => setState({ view: next })}
                data={views.map((value) => ({ value, label: t(`views.${value}`) }))}
              />
              <ListSearch label={t('search')} value={state.q} onChange={(q) => setState({ q })} />
            </Group>
            <ContextChips value={state.context} onChange={(context) => setState({ context })} />
          </Stack>
        }
      />
      {query.isPending && <ListSkeleton />}
      {query.error && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && query.rows.length === 0 && (
        <NoTasks
          filtered={state.context !== '' || view !== 'available' || state.q !== ''}
          onClear={() => setState({ view: 'available', context: '', q: '' })}
        />
      )}
      {query.rows.length > 0 && view === 'completed' && <TaskList label={t('title')} tasks={query.rows} rowPropsOf={rowProps} />}
      {query.rows.length > 0 && view !== 'completed' && <TasksByDay tasks={query.rows} rowPropsOf={rowProps} />}
      <LoadMore query={query} />
      <TaskPanel />
    </>
  );
};
