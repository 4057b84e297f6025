'use client';

import { type DayOrder, type Import, ImportField, type ImportMapping, runImport } from '@crm-gtd/shared/contracts/crm/imports.ts';
import { Alert, Badge, Button, Group, Radio, Select, Stack, Table, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconPlayerPlay } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useFormats } from '../../components/formats.ts';
import { useAct } from '../../components/use-act.ts';
import { DayOrderChoice, HeaderChoice } from './header-choice.tsx';
import { mappingFault, unclearDays } from './import-math.ts';
import classes from './imports.module.css';

type Column = Import['columns'][number];
/** `update` is what `overwrite` was called in former days. */
const policies = ['skip', 'fill', 'overwrite', 'create'] as const;
type Policy = (typeof policies)[number];
const samplesShown = 3;
const samplesOf = ({ samples }: Column): string => samples.filter(Boolean).slice(0, samplesShown).join(' · ') || '—';

const FieldSelect = ({
  column,
  value,
  onChange,
}: Readonly<{ column: Column; value: ImportField | null; onChange: (field: ImportField | null) => void }>) => {
  const t = useTranslations('imports');
  return (
    <Select
      size="xs"
      clearable
      searchable
      aria-label={t('map.fieldFor', { column: column.header })}
      placeholder={t('map.leaveOut')}
      clearButtonProps={{ 'aria-label': t('map.leaveOut') }}
      value={value}
      onChange={(field) => onChange(field === null ? null : ImportField.parse(field))}
      data={ImportField.options.map((field) => ({ value: field, label: t(`fields.${field.replace('.', '_') as 'email'}`) }))}
    />
  );
};

const ColumnsTable = ({
  columns,
  mapping,
  onChange,
}: Readonly<{ columns: readonly Column[]; mapping: ImportMapping; onChange: (mapping: ImportMapping) => void }>) => {
  const t = useTranslations('imports.map');
  return (
    <div className={classes.table}>
      <Table verticalSpacing="xs" horizontalSpacing="md" className={classes.mapping} aria-label={t('title')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('column')}</Table.Th>
            <Table.Th visibleFrom="sm">{t('samples')}</Table.Th>
            <Table.Th className={classes.field}>{t('field')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {columns.map((column) => (
            <Table.Tr key={column.index}>
              <Table.Td>
                <Text size="sm" fw={560}>
                  {column.header}
                </Text>
                <Text hiddenFrom="sm" className={classes.samples} lineClamp={2}>
                  {samplesOf(column)}
                </Text>
              </Table.Td>
              <Table.Td visibleFrom="sm" className={classes.samples}>
                {samplesOf(column)}
              </Table.Td>
              <Table.Td>
                <FieldSelect
                  column={column}
                  value={mapping[String(column.index)] ?? null}
                  onChange={(field) => onChange({ ...mapping, [String(column.index)]: field })}
                />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
};

const Duplicates = ({ value, onChange }: Readonly<{ value: Policy; onChange: (policy: Policy) => void }>) => {
  const t = useTranslations('imports.duplicates');
  return (
    <Radio.Group
      label={
        <Title order={2} size="h3">
          {t('title')}
        </Title>
      }
      description={t('text')}
      value={value}
      onChange={(policy) => onChange(policy as Policy)}
    >
      <Stack gap="xs" mt="sm">
        {policies.map((policy) => (
          <Radio key={policy} value={policy} label={t(`${policy}.label`)} description={t(`${policy}.text`)} />
        ))}
      </Stack>
    </Radio.Group>
  );
};

/** Which column fills which field, seen on samples of the reader's own rows. */
export const Mapping = ({ job }: Readonly<{ job: Import }>) => {
  const t = useTranslations('imports');
  const { number } = useFormats();
  const act = useAct();
  const [mapping, setMapping] = useState<ImportMapping>(job.mapping ?? job.suggestedMapping);
  const [duplicates, setDuplicates] = useState<Policy>('skip');
  const [dayOrder, setDayOrder] = useState<DayOrder | null>(null);
  const [starting, setStarting] = useState(false);
  const unclear = unclearDays(job, mapping);
  const fault = mappingFault(mapping);
  const start = async (): Promise<void> => {
    setStarting(true);
    await act(runImport, { importId: job.id, mapping, duplicates, ...(dayOrder && unclear.length > 0 ? { dayOrder } : {}) });
    setStarting(false);
  };
  return (
    <Stack gap="xl">
      <Group gap="xs">
        <Badge color="gray">{t('map.rows', { count: job.rowCount, shown: number(job.rowCount) })}</Badge>
        <Badge color="gray">{t('map.encoding', { encoding: job.encoding })}</Badge>
        <Badge color="gray">{t('map.separator', { separator: job.separator === '\t' ? 'Tab' : job.separator })}</Badge>
      </Group>
      <HeaderChoice job={job} />
      <ColumnsTable columns={job.columns} mapping={mapping} onChange={setMapping} />
      {unclear.length > 0 && <DayOrderChoice columns={unclear} value={dayOrder} onChange={setDayOrder} />}
      <Duplicates value={duplicates} onChange={setDuplicates} />
      {fault && (
        <Alert color="amber" variant="light" icon={<IconAlertTriangle size={18} />}>
          {t(`map.faults.${fault}`)}
        </Alert>
      )}
      <Group>
        <Button
          size="md"
          leftSection={<IconPlayerPlay size={17} />}
          disabled={fault !== null}
          loading={starting}
          onClick={() => void start()}
        >
          {t('map.start', { count: job.rowCount, shown: number(job.rowCount) })}
        </Button>
        <Text size="sm" c="dimmed">
          {t('map.undoLater')}
        </Text>
      </Group>
    </Stack>
  );
};
