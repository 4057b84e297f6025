'use client';

import { type AuditEntry, listTimeline } from '@crm-gtd/shared/contracts/gateway/audit.ts';
import { Skeleton, Stack, Text, ThemeIcon } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useReadPages } from '../../api/queries.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { useFormats } from '../../components/formats.ts';
import { LoadMore } from '../../components/load-more.tsx';
import { Section } from '../today/section.tsx';
import { eventColor, eventIcon } from './event-icons.ts';
import classes from './records.module.css';
import { useActor, useSentence } from './sentence.ts';

const Entry = ({ entry }: Readonly<{ entry: AuditEntry }>) => {
  const sentence = useSentence();
  const actor = useActor();
  const { ago, dateTime } = useFormats();
  const Icon = eventIcon(entry.type);
  return (
    <li className={classes.entry}>
      <ThemeIcon size={30} radius="xl" variant="light" color={eventColor(entry.type)} className={classes.entryIcon}>
        <Icon size={16} stroke={1.7} />
      </ThemeIcon>
      <div style={{ minWidth: 0 }}>
        <Text size="sm" lh={1.4}>
          {sentence(entry)}
        </Text>
        <Text size="xs" c="dimmed">
          {actor(entry)} ·{' '}
          <time dateTime={entry.time} title={dateTime(entry.time)}>
            {ago(entry.time)}
          </time>
        </Text>
      </div>
    </li>
  );
};

/** Everything that happened to a record, or named it, newest first. */
export const Timeline = ({ recordId }: Readonly<{ recordId: string }>) => {
  const t = useTranslations('records');
  const query = useReadPages(listTimeline, { recordId, limit: 30 });
  return (
    <Section title={t('timeline')}>
      {query.isPending && (
        <Stack gap="md" aria-hidden="true">
          <Skeleton height={30} />
          <Skeleton height={30} />
          <Skeleton height={30} />
        </Stack>
      )}
      {query.error && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && query.rows.length === 0 && (
        <EmptyState compact kind="firstUse" icon={IconHistory} title={t('noTimeline.title')} text={t('noTimeline.text')} />
      )}
      <ol className={classes.timeline}>
        {query.rows.map((entry) => (
          <Entry key={entry.id} entry={entry} />
        ))}
      </ol>
      <LoadMore query={query} />
    </Section>
  );
};
