'use client';

import { type AuditEntry, listAuditLog } from '@crm-gtd/shared/contracts/gateway/audit.ts';
import { Anchor, Code, Drawer, FocusTrap, Group, Stack, Table, Text, Timeline, Title } from '@mantine/core';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useRead } from '../../api/queries.ts';
import { useFormats } from '../../components/formats.ts';
import { usePipelines } from '../deals/use-pipelines.ts';
import { eventIcon } from '../records/event-icons.ts';
import { useActor, useSentence } from '../records/sentence.ts';
import { changesOf, factsOf } from './facts.ts';

const useShown = () => {
  const pipelines = usePipelines();
  const motions = useTranslations('deals.motion');
  const statuses = useTranslations('deals.statuses');
  const roles = useTranslations('roles');
  return (path: string, value: unknown): string => {
    if (typeof value !== 'string') return shown(value);
    const stage = pipelines.data?.items.flatMap(({ stages }) => stages).find(({ id }) => id === value);
    if (path.endsWith('stageId') && stage) return stage.name;
    if (path === 'motion' && motions.has(value as 'moving')) return motions(value as 'moving');
    if (path === 'status' && statuses.has(value as 'open')) return statuses(value as 'open');
    return path === 'role' && roles.has(value as 'OWNER') ? roles(value as 'OWNER') : value;
  };
};

const shown = (value: unknown): string => {
  if (value === null || value === undefined || value === '') return '—';
  return typeof value === 'string' ? value : JSON.stringify(value);
};

const Changes = ({ entry }: Readonly<{ entry: AuditEntry }>) => {
  const t = useTranslations('audit');
  const names = useTranslations('fieldNames');
  const shownAt = useShown();
  const changes = changesOf(entry.data);
  if (changes.length === 0) return null;
  return (
    <section>
      <Title order={3} mb={6}>
        {t('changes')}
      </Title>
      <Table withTableBorder aria-label={t('changes')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('field')}</Table.Th>
            <Table.Th>{t('before')}</Table.Th>
            <Table.Th>{t('after')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {changes.map(({ path, before, after }) => (
            <Table.Tr key={path}>
              <Table.Td>{names.has(path as 'title') ? names(path as 'title') : path}</Table.Td>
              <Table.Td>{shownAt(path, before)}</Table.Td>
              <Table.Td>{shownAt(path, after)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
};

const Facts = ({ entry }: Readonly<{ entry: AuditEntry }>) => {
  const t = useTranslations('audit');
  const own: readonly (readonly [string, unknown])[] = [
    [t('type'), entry.type],
    [t('record'), `${entry.aggregateType} ${entry.aggregateId}`],
    [t('number'), entry.sequence],
    [t('traceId'), entry.traceId],
    ...factsOf(entry.data),
  ];
  return (
    <section>
      <Title order={3} mb={6}>
        {t('facts')}
      </Title>
      <Table aria-label={t('facts')}>
        <Table.Tbody>
          {own.map(([key, value]) => (
            <Table.Tr key={key}>
              <Table.Th w="38%" fw={500} c="dimmed">
                {key}
              </Table.Th>
              <Table.Td>
                <Code style={{ overflowWrap: 'anywhere' }}>{shown(value)}</Code>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
};

/** Everything that came from the same request, oldest first: what led to what. */
const Chain = ({ entry, onOpen }: Readonly<{ entry: AuditEntry; onOpen: (entry: AuditEntry) => void }>) => {
  const t = useTranslations('audit');
  const sentence = useSentence();
  const { time } = useFormats();
  const { data } = useRead(listAuditLog, { correlationId: entry.correlationId, limit: 50 });
  const chain = [...(data?.items ?? [])].reverse();
  if (chain.length < 2) return null;
  return (
    <section>
      <Title order={3} mb="sm">
        {t('chain')}
      </Title>
      <Timeline bulletSize={24} lineWidth={1.5} active={chain.findIndex(({ id }) => id === entry.id)}>
        {chain.map((link) => {
          const Icon = eventIcon(link.type);
          return (
            <Timeline.Item key={link.id} bullet={<Icon size={13} stroke={1.8} aria-hidden="true" />}>
              {link.id === entry.id ? (
                <Text size="sm" fw={600}>
                  {sentence(link)}
                </Text>
              ) : (
                <Anchor component="button" size="sm" ta="left" onClick={() => onOpen(link)}>
                  {sentence(link)}
                </Anchor>
              )}
              <Text size="xs" c="dimmed">
                {time(link.time)}
              </Text>
            </Timeline.Item>
          );
        })}
      </Timeline>
    </section>
  );
};

const pages: Readonly<Record<string, string>> = {
  deal: '/deals',
  contact: '/contacts',
  company: '/companies',
  import: '/imports',
  project: '/projects',
};

export const AuditDetail = ({
  entry,
  onOpen,
  onClose,
}: Readonly<{ entry: AuditEntry | null; onOpen: (entry: AuditEntry) => void; onClose: () => void }>) => {
  const t = useTranslations('audit');
  const sentence = useSentence();
  const actor = useActor();
  const { dateTime } = useFormats();
  const page = entry && pages[entry.aggregateType];
  return (
    <Drawer
      opened={entry !== null}
      onClose={onClose}
      position="right"
      size="lg"
      title={<Text fw={620}>{t('detail')}</Text>}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      {entry && (
        <Stack gap="xl">
          <FocusTrap.InitialFocus />
          <div>
            <Text fw={600} size="lg">
              {sentence(entry)}
            </Text>
            <Group gap="xs">
              <Text size="sm" c="dimmed">
                {t('by', { actor: actor(entry), when: dateTime(entry.time) })}
              </Text>
              {page && (
                <Anchor component={Link} href={`${page}/${entry.aggregateId}`} size="sm">
                  {t('openRecord')}
                </Anchor>
              )}
            </Group>
          </div>
          <Changes entry={entry} />
          <Chain entry={entry} onOpen={onOpen} />
          <Facts entry={entry} />
        </Stack>
      )}
    </Drawer>
  );
};
