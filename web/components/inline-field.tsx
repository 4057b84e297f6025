'use client';

import { Loader, Text, Textarea, TextInput, UnstyledButton } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react';
import { z } from 'zod';
import { useSchemaErrors } from './form-errors.ts';
import classes from './inline-field.module.css';

type Props = Readonly<{
  label: string;
  value: string;
  /** Answers true when kept; false leaves the field open with what was typed. */
  onSave: (value: string) => Promise<boolean>;
  disabled?: boolean;
  multiline?: boolean;
  /** What the contract asks of the field: a fault is told beside it, and nothing is sent. */
  schema?: z.ZodType;
  /** How it reads when not edited, a link for instance. */
  shown?: ReactNode;
}>;

const anything = z.unknown();

const useEditing = ({ value, onSave, schema = anything }: Pick<Props, 'value' | 'onSave' | 'schema'>) => {
  const [draft, setDraft] = useState<string | null>(null);
  const [fault, setFault] = useState<string>();
  const faultsOf = useSchemaErrors(schema);
  const [saving, setSaving] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const leave = (): void => {
    setDraft(null);
    setFault(undefined);
    requestAnimationFrame(() => button.current?.focus());
  };
  const save = async (): Promise<void> => {
    if (draft === null || saving) return;
    if (draft.trim() === value) return leave();
    const found = faultsOf(draft.trim() === '' ? null : draft)[''];
    setFault(found);
    if (found !== undefined) return;
    setSaving(true);
    const kept = await onSave(draft.trim());
    setSaving(false);
    if (kept) leave();
  };
  return { draft, setDraft, fault, saving, save, leave, button };
};

/** A field one edits where it stands: Enter or leaving saves, Escape gives up. */
export const InlineField = (props: Props) => {
  const { label, value, disabled = false, multiline = false, shown } = props;
  const t = useTranslations('inline');
  const { draft, setDraft, fault, saving, save, leave, button } = useEditing(props);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') leave();
    if (event.key === 'Enter' && !event.nativeEvent.isComposing && (!multiline || event.ctrlKey || event.metaKey)) void save();
  };
  const input = {
    autoFocus: true,
    size: 'sm',
    'aria-label': label,
    error: fault,
    value: draft ?? '',
    onChange: (event: { currentTarget: { value: string } }) => setDraft(event.currentTarget.value),
    onBlur: () => void save(),
    onKeyDown,
    rightSection: saving ? <Loader size={14} /> : undefined,
  } as const;
  return (
    <div className={classes.field}>
      <Text size="xs" c="dimmed" fw={520} component="div">
        {label}
      </Text>
      {draft === null ? (
        <div className={classes.line}>
          <div className={classes.value}>{value === '' ? <span className={classes.none}>{t('none')}</span> : (shown ?? value)}</div>
          {!disabled && (
            <UnstyledButton ref={button} className={classes.edit} aria-label={t('edit', { label })} onClick={() => setDraft(value)}>
              <IconPencil size={14} stroke={1.8} />
            </UnstyledButton>
          )}
        </div>
      ) : multiline ? (
        <Textarea autosize minRows={2} {...input} />
      ) : (
        <TextInput {...input} />
      )}
    </div>
  );
};
