'use client';

import { type Deal, listDeals } from '@crm-gtd/shared/contracts/crm/deals.ts';
import { listTasks } from '@crm-gtd/shared/contracts/gtd/tasks.ts';
import { listWaitingFors } from '@crm-gtd/shared/contracts/gtd/waiting.ts';
import { Button, Group, Stack, Text } from '@mantine/core';
import { IconChecklist, IconHourglass, IconLayoutKanban, IconPlus } from '@tabler/icons-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useRead, useReadPages } from '../../api/queries.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { useFormats } from '../../components/formats.ts';
import { useMay } from '../../session/session.tsx';
import { MotionBadge } from '../deals/motion-badge.tsx';
import { NewDealWindow } from '../deals/new-deal.tsx';
import { NewTaskWindow } from '../tasks/new-task.tsx';
import taskClasses from '../tasks/task-list.module.css';
import { TaskList, useTaskKeys } from '../tasks/task-list.tsx';
import { TaskPanel } from '../tasks/task-panel.tsx';
import { Section } from '../today/section.tsx';
import classes from '../today/today.module.css';
import { NewWaitingWindow } from '../waiting/new-waiting.tsx';
import { WaitingRow } from '../waiting/waiting-row.tsx';

/** Which record's loops: one id, and what a new task or deal made here links to. */
export type LoopsOf = Readonly<{ contactId?: string; companyId?: string; dealId?: string }>;

const AddButton = ({ label, onClick }: Readonly<{ label: string; onClick: () => void }>) => (
  <Button size="compact-xs" variant="subtle" leftSection={<IconPlus size={13} />} onClick={onClick}>
    {label}
  </Button>
);

const Tasks = ({ of }: Readonly<{ of: LoopsOf }>) => {
  const t = useTranslations('records');
  const query = useReadPages(listTasks, { ...of, view: 'all', sort: 'dueDate' });
  const { rowProps } = useTaskKeys(query.rows);
  const [adding, setAdding] = useState(false);
  const may = useMay('gtd.tasks:write');
  return (
    <Section title={t('tasks')} count={query.rows.length} aside={may && <AddButton label={t('addTask')} onClick={() => setAdding(true)} />}>
      {query.rows.length > 0 ? (
        <TaskList label={t('tasks')} tasks={query.rows} rowPropsOf={rowProps} />
      ) : (
        <EmptyState compact kind="firstUse" icon={IconChecklist} title={t('noTasks.title')} text={t('noTasks.text')} />
      )}
      {adding && <NewTaskWindow links={of} onClose={() => setAdding(false)} />}
      <TaskPanel />
    </Section>
  );
};

const WaitingFors = ({ of }: Readonly<{ of: LoopsOf }>) => {
  const t = useTranslations('records');
  const { data } = useRead(listWaitingFors, { ...of, status: 'open' });
  const [adding, setAdding] = useState(false);
  const may = useMay('gtd.tasks:write');
  const items = data?.items ?? [];
  return (
    <Section title={t('waiting')} count={items.length} aside={may && <AddButton label={t('addWaiting')} onClick={() => setAdding(true)} />}>
      {items.length > 0 ? (
        <ul className={taskClasses.list}>
          {items.map((waiting) => (
            <WaitingRow key={waiting.id} waiting={waiting} />
          ))}
        </ul>
      ) : (
        <Group gap={6} c="dimmed">
          <IconHourglass size={15} aria-hidden="true" />
          <Text size="sm">{t('noWaiting')}</Text>
        </Group>
      )}
      {adding && <NewWaitingWindow links={of} onClose={() => setAdding(false)} />}
    </Section>
  );
};

const DealLine = ({ deal }: Readonly<{ deal: Deal }>) => {
  const { roundMoney } = useFormats();
  const t = useTranslations('deals');
  return (
    <Link href={`/deals/${deal.id}`} className={classes.deal}>
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Text size="sm" fw={530} truncate>
          {deal.title}
        </Text>
        <Text size="sm" fw={560} style={{ whiteSpace: 'nowrap' }}>
          {roundMoney(deal.value)}
        </Text>
      </Group>
      {deal.status === 'open' ? (
        <MotionBadge motion={deal.motion} />
      ) : (
        <Text size="xs" c="dimmed">
          {t(`statuses.${deal.status}`)}
        </Text>
      )}
    </Link>
  );
};

const Deals = ({ of }: Readonly<{ of: Pick<LoopsOf, 'contactId' | 'companyId'> }>) => {
  const t = useTranslations('records');
  const { data } = useRead(listDeals, { ...of, sort: '-updatedAt', limit: 20 });
  const [adding, setAdding] = useState(false);
  const may = useMay('crm.deals:write');
  const items = data?.items ?? [];
  return (
    <Section title={t('deals')} count={items.length} aside={may && <AddButton label={t('addDeal')} onClick={() => setAdding(true)} />}>
      {items.length > 0 ? (
        <div className={classes.panel}>
          {items.map((deal) => (
            <DealLine key={deal.id} deal={deal} />
          ))}
        </div>
      ) : (
        <Group gap={6} c="dimmed">
          <IconLayoutKanban size={15} aria-hidden="true" />
          <Text size="sm">{t('noDeals')}</Text>
        </Group>
      )}
      {adding && <NewDealWindow companyId={of.companyId ?? null} contactId={of.contactId ?? null} onClose={() => setAdding(false)} />}
    </Section>
  );
};

/** What is still promised here: tasks, answers waited for, deals. */
export const OpenLoops = ({ of }: Readonly<{ of: LoopsOf }>) => (
  <Stack gap="xl">
    <Tasks of={of} />
    <WaitingFors of={of} />
    {!of.dealId && <Deals of={of} />}
  </Stack>
);
