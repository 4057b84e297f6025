'use client';

import type { ConsoleTable } from '@crm-gtd/shared/contracts/gateway/system.ts';
import { Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useFormats } from '../../components/formats.ts';
import classes from './system.module.css';
import type { ConsoleEntry } from './use-console.ts';
import { useFigures } from './use-figures.ts';

type Column = ConsoleTable['columns'][number];
type Value = ConsoleTable['rows'][number][number];

const useCell = () => {
  const { dateTime, number } = useFormats();
  const { span, size, latency } = useFigures();
  return (column: Column | undefined, value: Value): string => {
    if (value === null || value === '') return '—';
    if (column === 'time') return dateTime(String(value));
    if (typeof value !== 'number') return value;
    if (column === 'uptimeSeconds' || column === 'oldestAgeSeconds') return span(value);
    if (column === 'memoryBytes') return size(value);
    return column === 'latencyMs' ? latency(value) : number(value);
  };
};

const Output = ({ table, label }: Readonly<{ table: ConsoleTable; label: string }>) => {
  const t = useTranslations('system.console');
  const cell = useCell();
  if (table.rows.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t('nothing')}
      </Text>
    );
  return (
    <table className={classes.output} aria-label={label}>
      <thead>
        <tr>
          {table.columns.map((column) => (
            <th key={column} scope="col">
              {t(`columns.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {table.rows.map((row) => (
          <tr key={row.join('/')}>
            {row.map((value, at) => (
              <td key={table.columns[at]} data-column={table.columns[at]}>
                {cell(table.columns[at], value)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
};

const Failure = ({ code, traceId }: Readonly<{ code: string; traceId: string | null }>) => {
  const t = useTranslations('errors');
  const failure = useTranslations('failure');
  return (
    <Text size="sm" c="var(--mantine-color-error)">
      {t.has(code as 'INTERNAL') ? t(code as 'INTERNAL', { seconds: 0 }) : code}
      {traceId && ` (${failure('trace', { traceId })})`}
    </Text>
  );
};

export const EntryView = ({ entry }: Readonly<{ entry: ConsoleEntry }>) => {
  const t = useTranslations('system.console');
  const { line, reply } = entry;
  return (
    <div className={classes.entry}>
      <div className={classes.mono}>
        <Text component="span" c="dimmed" aria-hidden="true">
          {'› '}
        </Text>
        <strong>{line}</strong>
      </div>
      {!reply && (
        <Text size="sm" c="dimmed">
          {t('waiting')}
        </Text>
      )}
      {reply?.type === 'result' && <Output table={reply.table} label={line} />}
      {reply?.type === 'error' && <Failure code={reply.code} traceId={reply.traceId} />}
    </div>
  );
};
