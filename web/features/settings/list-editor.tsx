'use client';

import { ActionIcon, Button, Group, NumberInput, Select, Stack, Text, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { newKey } from '../../api/idempotency-key.ts';
import {
  addRow,
  changeRow,
  type Draft,
  draftOf,
  type Fault,
  faultsOf,
  type Gone,
  moveRow,
  type Row,
  removeRow,
  sendTo,
} from './list-rows.ts';
import classes from './settings.module.css';

type Item = Readonly<{ id: string; name: string; probability?: number }>;

type Props = Readonly<{
  label: string;
  items: readonly Item[];
  most: number;
  /** Stages have a probability, and their deals must go somewhere; what is done in no context is fine. */
  withProbability?: boolean;
  nowhere?: string;
  /** Answers whether it was kept. */
  onSave: (draft: Draft) => Promise<boolean>;
}>;

type RowProps = Readonly<{
  row: Row;
  place: number;
  last: boolean;
  fault: Fault | undefined;
  withProbability: boolean;
  only: boolean;
  change: (run: (draft: Draft) => Draft) => void;
}>;

const EditedRow = ({ row, place, last, fault, withProbability, only, change }: RowProps) => {
  const t = useTranslations('settings.lists');
  const faults = useTranslations('fieldErrors');
  const name = row.name || t('unnamed');
  return (
    <li className={classes.listRow}>
      <TextInput
        className={classes.listName}
        aria-label={t('nameOf', { place })}
        maxLength={80}
        value={row.name}
        error={fault && faults(fault)}
        onChange={({ currentTarget: { value } }) => change((draft) => changeRow(draft, row.key, { name: value }))}
      />
      {withProbability && (
        <NumberInput
          w={96}
          aria-label={t('probabilityOf', { name })}
          suffix="%"
          min={0}
          max={100}
          allowDecimal={false}
          hideControls
          value={row.probability}
          onChange={(value) => change((draft) => changeRow(draft, row.key, { probability: Number(value) || 0 }))}
        />
      )}
      <Group gap={2} wrap="nowrap">
        <ActionIcon aria-label={t('up', { name })} disabled={place === 1} onClick={() => change((draft) => moveRow(draft, row.key, -1))}>
          <IconArrowUp size={17} stroke={1.7} />
        </ActionIcon>
        <ActionIcon aria-label={t('down', { name })} disabled={last} onClick={() => change((draft) => moveRow(draft, row.key, 1))}>
          <IconArrowDown size={17} stroke={1.7} />
        </ActionIcon>
        <ActionIcon aria-label={t('remove', { name })} disabled={only} onClick={() => change((draft) => removeRow(draft, row.key))}>
          <IconTrash size={17} stroke={1.7} />
        </ActionIcon>
      </Group>
    </li>
  );
};

type GoneProps = Readonly<{ gone: Gone; rows: readonly Row[]; nowhere: string | undefined; change: RowProps['change'] }>;

const Destination = ({ gone, rows, nowhere, change }: GoneProps) => {
  const t = useTranslations('settings.lists');
  const targets = rows.flatMap(({ id, name }) => (id === undefined ? [] : [{ value: id, label: name }]));
  return (
    <Select
      label={t('goesTo', { name: gone.name })}
      allowDeselect={false}
      value={gone.moveTo ?? ''}
      onChange={(value) => change((draft) => sendTo(draft, gone.id, value || null))}
      data={[...targets, ...(nowhere === undefined ? [] : [{ value: '', label: nowhere }])]}
    />
  );
};

/** A short list of names in an order: renamed, added to, removed from and ordered, then saved as a whole. */
export const ListEditor = ({ label, items, most, withProbability = false, nowhere, onSave }: Props) => {
  const t = useTranslations('settings');
  const [edited, setEdited] = useState<Draft | null>(null);
  const [saving, setSaving] = useState(false);
  const draft = edited ?? draftOf(items);
  const change: RowProps['change'] = (run) => setEdited(run(draft));
  const faults = faultsOf(draft.rows);
  const save = async (): Promise<void> => {
    setSaving(true);
    if (await onSave(draft)) setEdited(null);
    setSaving(false);
  };
  return (
    <Stack gap="sm">
      <ol className={classes.list} aria-label={label}>
        {draft.rows.map((row, index) => (
          <EditedRow
            key={row.key}
            row={row}
            place={index + 1}
            last={index === draft.rows.length - 1}
            only={draft.rows.length === 1}
            fault={faults.get(row.key)}
            withProbability={withProbability}
            change={change}
          />
        ))}
      </ol>
      {draft.gone.map((gone) => (
        <Destination key={gone.id} gone={gone} rows={draft.rows} nowhere={nowhere} change={change} />
      ))}
      <Group gap="xs">
        <Button
          variant="default"
          leftSection={<IconPlus size={16} />}
          disabled={draft.rows.length >= most}
          onClick={() => change((before) => addRow(before, newKey()))}
        >
          {t('lists.add')}
        </Button>
        <Button disabled={edited === null || faults.size > 0} loading={saving} onClick={() => void save()}>
          {t('save')}
        </Button>
        {edited !== null && (
          <Button variant="subtle" color="gray" onClick={() => setEdited(null)}>
            {t('lists.discard')}
          </Button>
        )}
      </Group>
      {draft.rows.length >= most && (
        <Text size="xs" c="dimmed">
          {t('lists.most', { most })}
        </Text>
      )}
    </Stack>
  );
};
