'use client';

import { type ErrorTrace, listSystemErrors } from '@crm-gtd/shared/contracts/gateway/system.ts';
import { Button, CopyButton, Text } from '@mantine/core';
import { IconShieldCheck } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useRead } from '../../api/queries.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { useFormats } from '../../components/formats.ts';
import { ListSkeleton } from '../tasks/task-list.tsx';
import { Section } from './section.tsx';
import classes from './system.module.css';
import { useSystemNames } from './use-system-names.ts';

/** The code in words, where the registry has some: what the person who met the fault was told. */
const useCodeText = () => {
  const t = useTranslations('errors');
  return (code: string): string => (t.has(code as 'INTERNAL') ? t(code as 'INTERNAL', { seconds: 0 }) : code);
};

const Copy = ({ value }: Readonly<{ value: string }>) => {
  const t = useTranslations('system.errors');
  return (
    <CopyButton value={value}>
      {({ copied, copy }) => (
        <Button size="compact-xs" variant="default" onClick={copy} aria-label={t('copyNamed', { id: value })}>
          {copied ? t('copied') : t('copy')}
        </Button>
      )}
    </CopyButton>
  );
};

const Hops = ({ errors }: Pick<ErrorTrace, 'errors'>) => {
  const t = useTranslations('system.errors');
  const { nameOf } = useSystemNames();
  return (
    <ul className={classes.hops}>
      {errors.map(({ service, instance, name, fault, code, count }) => (
        <li key={`${service}/${instance}/${name}/${code}`}>
          {nameOf(service)} <span className={classes.mono}>{name}</span>{' '}
          <Text component="span" size="sm" c="dimmed">
            {fault === code ? code : `${code} · ${fault}`}
            {count > 1 && ` · ${t('times', { count })}`}
          </Text>
        </li>
      ))}
    </ul>
  );
};

const Trace = ({ trace }: Readonly<{ trace: ErrorTrace }>) => {
  const t = useTranslations('system.errors');
  const { dateTime } = useFormats();
  const textOf = useCodeText();
  const id = trace.traceId ?? trace.correlationId;
  return (
    <li className={classes.item}>
      <div className={classes.itemBody}>
        <Text size="sm" fw={560}>
          {textOf(trace.errors.at(-1)?.code ?? 'INTERNAL')}
        </Text>
        <Hops errors={trace.errors} />
        {id && (
          <Text component="div" size="xs" c="dimmed" mt={4}>
            {trace.traceId ? t('trace') : t('correlation')} <span className={classes.mono}>{id}</span> <Copy value={id} />
          </Text>
        )}
      </div>
      <Text component="time" dateTime={trace.time} size="sm" c="dimmed">
        {dateTime(trace.time)}
      </Text>
    </li>
  );
};

export const RecentErrors = ({ everyMs }: Readonly<{ everyMs: number }>) => {
  const t = useTranslations('system.errors');
  const sections = useTranslations('system.sections');
  const { nameOf } = useSystemNames();
  const query = useRead(listSystemErrors, {}, { refetchInterval: everyMs });
  const { items = [], silent = [] } = query.data ?? {};
  return (
    <Section title={sections('errors')} note={t('note')}>
      {query.isPending && <ListSkeleton />}
      {query.error && !query.data && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && items.length === 0 && (
        <div className={classes.list}>
          <EmptyState kind="allDone" icon={IconShieldCheck} title={t('empty.title')} text={t('empty.text')} compact />
        </div>
      )}
      {items.length > 0 && (
        <ul className={classes.list} aria-label={sections('errors')}>
          {items.map((trace) => (
            <Trace key={`${trace.correlationId}/${trace.traceId}/${trace.errors[0]?.name}`} trace={trace} />
          ))}
        </ul>
      )}
      {silent.length > 0 && (
        <Text size="sm" c="dimmed" mt="xs">
          {t('silent', { names: silent.map(nameOf).join(', ') })}
        </Text>
      )}
    </Section>
  );
};
