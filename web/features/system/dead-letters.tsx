'use client';

import type { OutputOf } from '@crm-gtd/shared/contracts/define.ts';
import { type DeadLetter, discardDeadLetter, type listDeadLetters, replayDeadLetter } from '@crm-gtd/shared/contracts/gateway/audit.ts';
import { Button, Group, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { notifications } from '@mantine/notifications';
import { IconMailCheck } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { z } from 'zod';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { useFormats } from '../../components/formats.ts';
import { useAct } from '../../components/use-act.ts';
import { useListKeys } from '../../keys/use-list-keys.ts';
import { useMay } from '../../session/session.tsx';
import { useSentence } from '../records/sentence.ts';
import { ListSkeleton } from '../tasks/task-list.tsx';
import { Section } from './section.tsx';
import classes from './system.module.css';

type Letter = z.output<typeof DeadLetter>;

const useLetterActions = () => {
  const t = useTranslations('system.deadLetters');
  const sentence = useSentence();
  const act = useAct();
  const [busy, setBusy] = useState<string | undefined>(undefined);
  const titleOf = ({ eventType }: Letter): string => sentence({ type: eventType, data: {} });
  const running = async (letter: Letter, work: () => Promise<unknown>, done: string): Promise<void> => {
    setBusy(letter.id);
    const result = await work();
    setBusy(undefined);
    if (result !== undefined) notifications.show({ role: 'status', withBorder: true, message: done });
  };
  const replay = (letter: Letter): Promise<void> =>
    running(
      letter,
      () => act(replayDeadLetter, { deadLetterId: letter.id }, { failed: t('replayFailed') }),
      t('replayed', { name: titleOf(letter) }),
    );
  const discard = (letter: Letter): void => {
    modals.openConfirmModal({
      title: t('discardTitle', { name: titleOf(letter) }),
      children: <Text size="sm">{t('discardText', { durable: letter.durable })}</Text>,
      labels: { confirm: t('discard'), cancel: t('keep') },
      confirmProps: { color: 'red.6' },
      onConfirm: () =>
        void running(letter, () => act(discardDeadLetter, { deadLetterId: letter.id }), t('discarded', { name: titleOf(letter) })),
    });
  };
  return { titleOf, replay, discard, busy };
};

type ItemProps = Readonly<{ letter: Letter; actions: ReturnType<typeof useLetterActions>; rowProps: object }>;

const Item = ({ letter, actions, rowProps }: ItemProps) => {
  const t = useTranslations('system.deadLetters');
  const { dateTime } = useFormats();
  const mayWrite = useMay('operator');
  const name = actions.titleOf(letter);
  return (
    <li className={classes.item} {...rowProps}>
      <div className={classes.itemBody}>
        <Text size="sm" fw={560}>
          {name}
        </Text>
        <div className={classes.mono}>{letter.reason}</div>
        <Text size="xs" c="dimmed" mt={2}>
          {t('facts', { durable: letter.durable, attempts: letter.attempts, when: dateTime(letter.time) })}
        </Text>
      </div>
      {mayWrite && (
        <Group gap="xs">
          <Button
            size="xs"
            variant="light"
            loading={actions.busy === letter.id}
            aria-label={t('replayNamed', { name })}
            onClick={() => void actions.replay(letter)}
          >
            {t('replay')}
          </Button>
          <Button
            size="xs"
            variant="default"
            disabled={actions.busy === letter.id}
            aria-label={t('discardNamed', { name })}
            onClick={() => actions.discard(letter)}
          >
            {t('discard')}
          </Button>
        </Group>
      )}
    </li>
  );
};

const useLetterKeys = (letters: readonly Letter[], { replay, discard }: ReturnType<typeof useLetterActions>) => {
  const t = useTranslations('system.deadLetters');
  const on = (run: (letter: Letter) => unknown) => (id: string) => {
    const letter = letters.find((candidate) => candidate.id === id);
    if (letter) run(letter);
  };
  return useListKeys({
    ids: letters.map(({ id }) => id),
    actions: [
      { keys: 'r', label: t('replay'), run: on(replay) },
      { keys: 'x', label: t('discard'), run: on(discard) },
    ],
  });
};

type Query = Readonly<{
  data: OutputOf<typeof listDeadLetters> | undefined;
  error: Error | null;
  isPending: boolean;
  refetch: () => unknown;
}>;

export const DeadLetters = ({ query }: Readonly<{ query: Query }>) => {
  const t = useTranslations('system.deadLetters');
  const sections = useTranslations('system.sections');
  const letters = query.data?.items ?? [];
  const actions = useLetterActions();
  const { rowProps } = useLetterKeys(letters, actions);
  return (
    <Section title={sections('deadLetters')} note={t('note')}>
      {query.isPending && <ListSkeleton />}
      {query.error && !query.data && <ErrorState error={query.error} onRetry={() => query.refetch()} />}
      {query.data && letters.length === 0 && (
        <div className={classes.list}>
          <EmptyState kind="allDone" icon={IconMailCheck} title={t('empty.title')} text={t('empty.text')} compact />
        </div>
      )}
      {letters.length > 0 && (
        <ul className={classes.list} aria-label={sections('deadLetters')}>
          {letters.map((letter) => (
            <Item key={letter.id} letter={letter} actions={actions} rowProps={rowProps(letter.id)} />
          ))}
        </ul>
      )}
      {query.data?.nextCursor && (
        <Text size="sm" c="dimmed" mt="xs">
          {t('more', { count: letters.length })}
        </Text>
      )}
    </Section>
  );
};
