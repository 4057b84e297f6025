'use client';

import type { ConsumerLag, StreamState, SystemReport } from '@crm-gtd/shared/contracts/gateway/system.ts';
import { Button, Table } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useTranslations } from 'next-intl';
import { useFormats } from '../../components/formats.ts';
import { Section } from './section.tsx';
import classes from './system.module.css';
import { useFigures } from './use-figures.ts';
import { useSystemNames } from './use-system-names.ts';

const isBusy = ({ pending, ackPending, redelivered }: ConsumerLag): boolean => pending + ackPending + redelivered > 0;

const consumerHeads = ['durable', 'service', 'pending', 'ackPending', 'redelivered'] as const;
const streamHeads = ['stream', 'messages', 'size', 'lastEvent'] as const;
const numbers = new Set<string>(['pending', 'ackPending', 'redelivered', 'messages', 'size']);

const Heads = ({ heads }: Readonly<{ heads: readonly (typeof consumerHeads | typeof streamHeads)[number][] }>) => {
  const t = useTranslations('system.queues');
  return (
    <Table.Thead>
      <Table.Tr>
        {heads.map((head) => (
          <Table.Th key={head} className={numbers.has(head) ? classes.number : undefined}>
            {t(`heads.${head}`)}
          </Table.Th>
        ))}
      </Table.Tr>
    </Table.Thead>
  );
};

const ConsumerRow = ({ consumer }: Readonly<{ consumer: ConsumerLag }>) => {
  const { number } = useFormats();
  const { nameOf } = useSystemNames();
  return (
    <Table.Tr>
      <Table.Td className={classes.mono}>{consumer.durable}</Table.Td>
      <Table.Td>{nameOf(consumer.service)}</Table.Td>
      {[consumer.pending, consumer.ackPending, consumer.redelivered].map((figure, at) => (
        <Table.Td key={consumerHeads[at + 2]} className={classes.number}>
          {number(figure)}
        </Table.Td>
      ))}
    </Table.Tr>
  );
};

const StreamRow = ({ stream }: Readonly<{ stream: StreamState }>) => {
  const t = useTranslations('system.queues');
  const { number, ago } = useFormats();
  const { size } = useFigures();
  return (
    <Table.Tr>
      <Table.Td className={classes.mono}>{stream.name}</Table.Td>
      <Table.Td className={classes.number}>{number(stream.messages)}</Table.Td>
      <Table.Td className={classes.number}>{size(stream.bytes)}</Table.Td>
      <Table.Td style={{ whiteSpace: 'nowrap' }}>{stream.lastTime ? ago(stream.lastTime) : t('never')}</Table.Td>
    </Table.Tr>
  );
};

export const Queues = ({ consumers }: Pick<SystemReport, 'consumers'>) => {
  const t = useTranslations('system.queues');
  const sections = useTranslations('system.sections');
  const [all, { toggle }] = useDisclosure(false);
  const busy = consumers.filter(isBusy);
  const shown = all ? consumers : busy;
  return (
    <Section title={sections('queues')} note={t('note', { busy: busy.length, all: consumers.length })}>
      {shown.length === 0 ? (
        <div className={classes.quiet}>{t('idle')}</div>
      ) : (
        <div className={classes.table}>
          <Table horizontalSpacing="md" miw={560} aria-label={sections('queues')}>
            <Heads heads={consumerHeads} />
            <Table.Tbody>
              {shown.map((consumer) => (
                <ConsumerRow key={`${consumer.stream}/${consumer.durable}`} consumer={consumer} />
              ))}
            </Table.Tbody>
          </Table>
        </div>
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
  return (
    <Section title={sections('streams')}>
      <div className={classes.table}>
        <Table horizontalSpacing="md" miw={480} aria-label={sections('streams')}>
          <Heads heads={streamHeads} />
          <Table.Tbody>
            {streams.map((stream) => (
              <StreamRow key={stream.name} stream={stream} />
            ))}
          </Table.Tbody>
        </Table>
      </div>
    </Section>
  );
};
