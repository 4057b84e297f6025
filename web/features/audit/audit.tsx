'use client';

import { type AuditEntry, listAuditLog } from '@crm-gtd/shared/contracts/gateway/audit.ts';
import { listMemberships } from '@crm-gtd/shared/contracts/gateway/organizations.ts';
import { Button, Group, Select, Text, ThemeIcon } from '@mantine/core';
import { IconFilterOff, IconHistory } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useRead, useReadPages } from '../../api/queries.ts';
import { DayField } from '../../components/day-field.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { useFormats } from '../../components/formats.ts';
import { PageHeader } from '../../components/page-header.tsx';
import type { Column } from '../../components/record-row.tsx';
import { RecordTable } from '../../components/record-table.tsx';
import { useUrlState } from '../../components/url-state.ts';
import { eventColor, eventIcon } from '../records/event-icons.ts';
import { useActor, useSentence } from '../records/sentence.ts';
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

/** Why it happened: what went before it, a person's hand, or nothing that anybody did. */
const useCause = () => {
  const t = useTranslations('audit');
  const sentence = useSentence();
  return (entry: AuditEntry): string => {
    if (entry.causeType) return sentence({ type: entry.causeType, data: {} });
    return t(entry.actorId.startsWith('service:') ? 'byItself' : 'byHand');
  };
};

const What = ({ entry }: Readonly<{ entry: AuditEntry }>) => {
  const sentence = useSentence();
  const Icon = eventIcon(entry.type);
  return (
    <span className={classes.what}>
      <ThemeIcon size={28} radius="xl" variant="light" color={eventColor(entry.type)}>
        <Icon size={15} stroke={1.8} />
      </ThemeIcon>
      <Text component="span" size="sm" fw={530}>
        {sentence(entry)}
      </Text>
    </span>
  );
};

const idOf = ({ id }: AuditEntry): string => id;

const useColumns = (): readonly Column<AuditEntry>[] => {
  const t = useTranslations('audit');
  const actor = useActor();
  const cause = useCause();
  const { dateTime } = useFormats();
  return [
    { key: 'what', header: t('what'), width: '42%', render: (entry) => <What entry={entry} /> },
    { key: 'who', header: t('who'), width: '18%', render: actor },
    { key: 'cause', header: t('cause'), wideOnly: true, render: cause },
    { key: 'when', header: t('when'), width: '170px', render: ({ time }) => <time dateTime={time}>{dateTime(time)}</time> },
  ];
};

export const Audit = () => {
  const t = useTranslations('audit');
  const [filters, setFilters] = useUrlState(noFilters);
  const filter = auditFilter(filters);
  const query = useReadPages(listAuditLog, { limit: 50, ...(filter ? { filter } : {}) }, { keepPrevious: true });
  const [open, setOpen] = useState<AuditEntry | null>(null);
  const sentence = useSentence();
  const columns = useColumns();
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} tools={<Filters value={filters} onChange={setFilters} />} />
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
      {(query.isPending || query.rows.length > 0) && (
        <RecordTable
          label={t('title')}
          columns={columns}
          rows={query.rows}
          rowId={idOf}
          rowName={sentence}
          onOpen={setOpen}
          loading={query.isPending || query.isFetchingNextPage}
          hasMore={query.hasNextPage}
          onMore={() => void query.fetchNextPage()}
        />
      )}
      <AuditDetail entry={open} onOpen={setOpen} onClose={() => setOpen(null)} />
    </>
  );
};
