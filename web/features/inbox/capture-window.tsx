'use client';

import { Button, Group, Modal, SegmentedControl, Text, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconInbox } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { type KeyboardEvent, useRef, useState } from 'react';
import { useErrorText } from '../../components/error-texts.ts';
import { useFailureNote } from '../../components/failure-note.tsx';
import { Keys } from '../../components/keys-hint.tsx';
import { useFirstField } from '../../keys/first-field.ts';
import { useTypedAhead } from '../../keys/use-typed-ahead.ts';
import { lineCount, mostThoughts, type Thought } from './split-capture.ts';
import { type Outcome, useCapture } from './use-capture.ts';

type Props = Readonly<{ opened: boolean; onClose: () => void }>;

const useSavedText = () => {
  const t = useTranslations('capture');
  return (saved: readonly Thought[]): string =>
    saved.length === 1 ? t('saved', { title: saved[0]?.title ?? '' }) : t('savedMany', { count: saved.length });
};

const Progress = ({ sending, outcome }: Readonly<{ sending: boolean; outcome: Outcome | null }>) => {
  const t = useTranslations('capture');
  const savedText = useSavedText();
  const done = outcome && outcome.saved.length > 0 ? savedText(outcome.saved) : '';
  return (
    <Text size="sm" c="dimmed" mih={22} mt={6} truncate role="status" title={done}>
      {sending ? t('saving') : done}
    </Text>
  );
};

const Together = ({ count, value, onChange }: Readonly<{ count: number; value: boolean; onChange: (together: boolean) => void }>) => {
  const t = useTranslations('capture');
  return (
    <SegmentedControl
      size="xs"
      mt="sm"
      aria-label={t('lines')}
      value={value ? 'one' : 'many'}
      onChange={(next) => onChange(next === 'one')}
      data={[
        { value: 'many', label: t('asMany', { count }) },
        { value: 'one', label: t('asOne') },
      ]}
    />
  );
};

const useFault = (count: number, outcome: Outcome | null): string | undefined => {
  const t = useTranslations('capture');
  const textOf = useErrorText();
  if (count > mostThoughts) return t('tooMany', { most: mostThoughts });
  if (!outcome || outcome.unsaved.length === 0) return undefined;
  return `${textOf(outcome.error)} ${t('kept', { count: outcome.unsaved.length })}`;
};

/** Quick capture. Enter saves and stays for the next thought; the text lives above the window, so closing it loses nothing. */
export const CaptureWindow = ({ opened, onClose }: Props) => {
  const t = useTranslations('capture');
  const { typed, type, save: send, isEmpty, sending, outcome } = useCapture();
  const [together, setTogether] = useState(false);
  const shown = useRef(opened);
  shown.current = opened;
  const failureNote = useFailureNote();
  const savedText = useSavedText();
  const firstField = useFirstField();
  useTypedAhead(opened);
  const count = lineCount(typed);
  const fault = useFault(together ? 1 : count, outcome);
  const ready = count > 0 && (together || count <= mostThoughts);

  const save = async (): Promise<readonly Thought[]> => {
    const { saved, unsaved, error } = await send(together);
    if (unsaved.length === 0) setTogether(false);
    else if (!shown.current) failureNote(error, t('keptFor', { title: unsaved[0]?.title ?? '' }));
    return saved;
  };
  const saveAndClose = async (): Promise<void> => {
    if (!ready) return;
    const saved = await save();
    if (!isEmpty() || !shown.current) return;
    onClose();
    notifications.show({ role: 'status', message: savedText(saved), icon: <IconInbox size={16} />, autoClose: 3_000, withBorder: true });
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) void saveAndClose();
    else if (ready) void save();
  };
  const saveAndStay = (): void => {
    void save();
    document.querySelector<HTMLElement>('[data-capture]')?.focus();
  };
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={<Text fw={620}>{t('title')}</Text>}
      size="lg"
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <div ref={firstField}>
        <Textarea
          data-autofocus
          data-capture
          autosize
          minRows={2}
          maxRows={10}
          size="md"
          aria-label={t('label')}
          placeholder={t('placeholder')}
          value={typed}
          onChange={(event) => type(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          error={fault}
        />
      </div>
      {count > 1 && <Together count={count} value={together} onChange={setTogether} />}
      <Progress sending={sending} outcome={outcome} />
      <Group justify="space-between" mt="xs" gap="sm">
        <Group gap={6} visibleFrom="xs">
          <Keys keys={['Shift', 'Enter']} />
          <Text size="xs" c="dimmed">
            {t('hint')}
          </Text>
        </Group>
        <Group gap="xs" ml="auto">
          <Button variant="default" onClick={() => void saveAndClose()} disabled={!ready} rightSection={<Keys keys={['Ctrl', 'Enter']} />}>
            {t('saveAndClose')}
          </Button>
          <Button onClick={saveAndStay} disabled={!ready} rightSection={<Keys keys={['Enter']} />}>
            {t('save')}
          </Button>
        </Group>
      </Group>
    </Modal>
  );
};
