'use client';

import { type AuditEntry, listAuditLog } from '@crm-gtd/shared/contracts/gateway/audit.ts';
import { listMemberships } from '@crm-gtd/shared/contracts/gateway/organizations.ts';
import { Button, Group, Select, Table, Text, ThemeIcon, UnstyledButton } from '@mantine/core';
import { IconFilterOff, IconHistory } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useRead, useReadPages } from '../../api/queries.ts';
import { DayField } from '../../components/day-field.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { useFormats } from '../../components/formats.ts';
import { LoadMore } from '../../components/load-more.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { useUrlState } from '../../components/url-state.ts';
import { useListKeys } from '../../keys/use-list-keys.ts';
import { eventColor, eventIcon } from '../records/event-icons.ts';
import { useActor, useSentence } from '../records/sentence.ts';
import { ListSkeleton } from '../tasks/task-list.tsx';
import classes from './audit.module.css';
import { AuditDetail } from './audit-detail.tsx';
import { type AuditFilters, aggregates, auditFilter } from './audit-filters.ts';

const noFilters: AuditFilters = { aggregate: '', actor: '', from: '', to: '' };

const Filters = ({ value, onChange }: Readonly<{ value: AuditFilters; onChange: (change: Partial<AuditFilters>) => void }>) => {
  const t = useTranslations('audit');
  const members = useRead(listMemberships, {}).data?.items ?? [];
  return (
    <Group gap="xs">
      <Select
        w={190}
        clearable
        aria-label={t('filters.aggregate')}
        placeholder={t('filters.aggregate')}
        clearButtonProps={{ 'aria-label': t('filters.clear') }}
        value={value.aggregate || null}
        onChange={(aggregate) => onChange({ aggregate: aggregate ?? '' })}
        data={aggregates.map((name) => ({ value: name, label: t(`aggregates.${name}`) }))}
      />
      <Select
        w={190}
        clearable
        aria-label={t('filters.actor')}
        placeholder={t('filters.actor')}
        clearButtonProps={{ 'aria-label': t('filters.clear') }}
        value={value.actor || null}
        onChange={(actor) => onChange({ actor: actor ?? '' })}
        data={members.map(({ userId, name }) => ({ value: userId, label: name }))}
      />
      <DayField
        w={200}
        aria-label={t('filters.from')}
        placeholder={t('filters.from')}
        direction="back"
        value={value.from || null}
        onSettle={(from) => onChange({ from: from ?? '' })}
      />
      <DayField
        w={200}
        aria-label={t('filters.to')}
        placeholder={t('filters.to')}
        direction="back"
        value={value.to || null}
        onSettle={(to) => onChange({ to: to ?? '' })}
      />
    </Group>
  );
};

const Row = ({ entry, onOpen, rowProps }: Readonly<{ entry: AuditEntry; onOpen: (entry: AuditEntry) => void; rowProps: object }>) => {
  const t = useTranslations('audit');
  const sentence = useSentence();
  const actor = useActor();
  const { dateTime } = useFormats();
  const Icon = eventIcon(entry.type);
  return (
    <Table.Tr className={classes.row} onClick={() => onOpen(entry)}>
      <Table.Td>
        <UnstyledButton className={classes.open} {...rowProps}>
          <ThemeIcon size={28} radius="xl" variant="light" color={eventColor(entry.type)}>
            <Icon size={15} stroke={1.8} />
          </ThemeIcon>
          <Text size="sm" fw={530}>
            {sentence(entry)}
          </Text>
        </UnstyledButton>
      </Table.Td>
      <Table.Td>{actor(entry)}</Table.Td>
      <Table.Td>
        <Text size="sm" c="dimmed">
          {entry.causeType ? sentence({ type: entry.causeType, data: {} }) : t('byHand')}
        </Text>
      </Table.Td>
      <Table.Td style={{ whiteSpace: 'nowrap' }}>
        <time dateTime={entry.time}>{dateTime(entry.time)}</time>
      </Table.Td>
    </Table.Tr>
  );
};

const heads = ['what', 'who', 'cause', 'when'] as const;

export const Audit = () => {
  const t = useTranslations('audit');
  const [filters, setFilters] = useUrlState(noFilters);
  const filter = auditFilter(filters);
  const query = useReadPages(listAuditLog, { limit: 50, ...(filter ? { filter } : {}) }, { keepPrevious: true });
  const [open, setOpen] = useState<AuditEntry | null>(null);
  const { rowProps } = useListKeys({ ids: query.rows.map(({ id }) => id) });
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} tools={<Filters value={filters} onChange={setFilters} />} />
      {query.isPending && <ListSkeleton />}
      {query.error && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && query.rows.length === 0 && (
        <EmptyState
          kind={filter ? 'nothingFound' : 'firstUse'}
          icon={filter ? IconFilterOff : IconHistory}
          title={t(filter ? 'empty.filtered' : 'empty.title')}
          text={t(filter ? 'empty.filteredText' : 'empty.text')}
          actions={
            filter && (
              <Button variant="default" onClick={() => setFilters(noFilters)}>
                {t('empty.clear')}
              </Button>
            )
          }
        />
      )}
      {query.rows.length > 0 && (
        <div className={classes.table}>
          <Table verticalSpacing="xs" horizontalSpacing="md" miw={820} aria-label={t('title')}>
            <Table.Thead>
              <Table.Tr>
                {heads.map((head) => (
                  <Table.Th key={head}>{t(head)}</Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {query.rows.map((entry) => (
                <Row key={entry.id} entry={entry} onOpen={setOpen} rowProps={rowProps(entry.id)} />
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
      <LoadMore query={query} />
      <AuditDetail entry={open} onOpen={setOpen} onClose={() => setOpen(null)} />
    </>
  );
};
