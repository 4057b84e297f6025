'use client';

import type { ConsumerLag, StreamState, SystemReport } from '@crm-gtd/shared/contracts/gateway/system.ts';
import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useTranslations } from 'next-intl';
import { useFormats } from '../../components/formats.ts';
import type { Column } from '../../components/record-row.tsx';
import { RecordTable } from '../../components/record-table.tsx';
import { Section } from './section.tsx';
import classes from './system.module.css';
import { useFigures } from './use-figures.ts';
import { useSystemNames } from './use-system-names.ts';

const isBusy = ({ pending, ackPending, redelivered }: ConsumerLag): boolean => pending + ackPending + redelivered > 0;
const consumerId = ({ stream, durable }: ConsumerLag): string => `${stream}/${durable}`;
const streamId = ({ name }: StreamState): string => name;

const useConsumerColumns = (): readonly Column<ConsumerLag>[] => {
  const t = useTranslations('system.queues.heads');
  const { number } = useFormats();
  const { nameOf } = useSystemNames();
  const figure = (key: 'pending' | 'ackPending' | 'redelivered'): Column<ConsumerLag> => ({
    key,
    header: t(key),
    width: '100px',
    align: 'right',
    render: (consumer) => number(consumer[key]),
  });
  return [
    { key: 'durable', header: t('durable'), render: ({ durable }) => <span className={classes.mono}>{durable}</span> },
    { key: 'service', header: t('service'), width: '160px', render: ({ service }) => nameOf(service) },
    figure('pending'),
    figure('ackPending'),
    figure('redelivered'),
  ];
};

const useStreamColumns = (): readonly Column<StreamState>[] => {
  const t = useTranslations('system.queues');
  const { number, ago } = useFormats();
  const { size } = useFigures();
  return [
    { key: 'stream', header: t('heads.stream'), render: ({ name }) => <span className={classes.mono}>{name}</span> },
    { key: 'messages', header: t('heads.messages'), width: '130px', align: 'right', render: ({ messages }) => number(messages) },
    { key: 'size', header: t('heads.size'), width: '130px', align: 'right', render: ({ bytes }) => size(bytes) },
    { key: 'lastEvent', header: t('heads.lastEvent'), width: '180px', render: ({ lastTime }) => (lastTime ? ago(lastTime) : t('never')) },
  ];
};

export const Queues = ({ consumers }: Pick<SystemReport, 'consumers'>) => {
  const t = useTranslations('system.queues');
  const sections = useTranslations('system.sections');
  const columns = useConsumerColumns();
  const [all, { toggle }] = useDisclosure(false);
  const busy = consumers.filter(isBusy);
  const shown = all ? consumers : busy;
  return (
    <Section title={sections('queues')} note={t('note', { busy: busy.length, all: consumers.length })}>
      {shown.length === 0 ? (
        <div className={classes.quiet}>{t('idle')}</div>
      ) : (
        <RecordTable label={sections('queues')} columns={columns} rows={shown} rowId={consumerId} rowName={consumerId} />
      )}
      {busy.length < consumers.length && (
        <Button mt="xs" size="xs" variant="subtle" aria-expanded={all} onClick={toggle}>
          {all ? t('showBusy') : t('showAll', { count: consumers.length })}
        </Button>
      )}
    </Section>
  );
};

export const Streams = ({ streams }: Pick<SystemReport, 'streams'>) => {
  const sections = useTranslations('system.sections');
  const columns = useStreamColumns();
  return (
    <Section title={sections('streams')}>
      <RecordTable label={sections('streams')} columns={columns} rows={streams} rowId={streamId} rowName={streamId} />
    </Section>
  );
};
