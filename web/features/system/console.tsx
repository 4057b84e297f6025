'use client';

import type { ConsoleCommand } from '@crm-gtd/shared/contracts/gateway/system.ts';
import { Alert, Box, Button, Text, TextInput } from '@mantine/core';
import { IconChevronRight, IconPlugConnectedX } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { EntryView } from './console-output.tsx';
import classes from './system.module.css';
import { type ConsoleEntry, type ConsolePhase, useConsole } from './use-console.ts';

const withArgument: ReadonlySet<ConsoleCommand> = new Set(['dead-letter', 'replay', 'trace']);
const closedTexts: Readonly<Record<number, 'expired' | 'forbidden' | 'idle' | 'tooMany' | 'leaving'>> = {
  4401: 'expired',
  4403: 'forbidden',
  4408: 'idle',
  4429: 'tooMany',
  1001: 'leaving',
};

/** Arrow up and down go through what was typed before, as in every console. */
const useTyped = (entries: readonly ConsoleEntry[]) => {
  const [line, setLine] = useState('');
  const [back, setBack] = useState(0);
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const next = Math.min(Math.max(back + step, 0), entries.length);
    setBack(next);
    setLine(entries.at(-next)?.line && next > 0 ? (entries.at(-next)?.line ?? '') : '');
  };
  const set = (text: string): void => {
    setBack(0);
    setLine(text);
  };
  return { line, set, onKeyDown };
};

const Closed = ({ phase, onReconnect }: Readonly<{ phase: ConsolePhase; onReconnect: () => void }>) => {
  const t = useTranslations('system.console');
  if (phase.name !== 'closed') return null;
  return (
    <Alert color="amber" icon={<IconPlugConnectedX size={18} />} title={t('closed.title')} mb="md" role="alert">
      <Text size="sm">{t(`closed.${closedTexts[phase.code] ?? 'lost'}`)}</Text>
      {phase.code !== 4403 && (
        <Button mt="sm" size="xs" variant="default" onClick={onReconnect}>
          {t('reconnect')}
        </Button>
      )}
    </Alert>
  );
};

const Log = ({ entries, ready }: Readonly<{ entries: readonly ConsoleEntry[]; ready: boolean }>) => {
  const t = useTranslations('system.console');
  const log = useRef<HTMLDivElement>(null);
  const answered = entries.filter(({ reply }) => reply).length;
  useEffect(() => {
    if (answered + entries.length > 0) log.current?.scrollTo({ top: log.current.scrollHeight });
  }, [answered, entries.length]);
  return (
    <Box ref={log} className={classes.log} role="log" aria-label={t('log')} tabIndex={0}>
      {entries.length === 0 && (
        <Text size="sm" c="dimmed">
          {ready ? t('intro') : t('connecting')}
        </Text>
      )}
      {entries.map((entry) => (
        <EntryView key={entry.id} entry={entry} />
      ))}
    </Box>
  );
};

export const Console = () => {
  const t = useTranslations('system.console');
  const { phase, commands, entries, run, reconnect, clear } = useConsole();
  const { line, set, onKeyDown } = useTyped(entries);
  const input = useRef<HTMLInputElement>(null);
  const ready = phase.name === 'ready';
  useEffect(() => {
    if (ready) input.current?.focus();
  }, [ready]);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (line.trim() === '' || !ready) return;
    run(line.trim());
    set('');
  };
  const choose = (command: ConsoleCommand): void => {
    if (withArgument.has(command)) {
      set(`${command} `);
      input.current?.focus();
    } else run(command);
  };
  return (
    <>
      <Closed phase={phase} onReconnect={reconnect} />
      <div className={classes.console}>
        <Log entries={entries} ready={ready} />
        <form className={classes.prompt} onSubmit={submit}>
          <TextInput
            ref={input}
            flex={1}
            value={line}
            onChange={(event) => set(event.currentTarget.value)}
            onKeyDown={onKeyDown}
            disabled={!ready}
            maxLength={200}
            aria-label={t('prompt')}
            placeholder={t('placeholder')}
            leftSection={<IconChevronRight size={16} />}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
          />
          <Button type="submit" disabled={!ready || line.trim() === ''}>
            {t('send')}
          </Button>
        </form>
        <div className={classes.suggestions}>
          {commands.map((command) => (
            <Button key={command} size="compact-xs" variant="default" disabled={!ready} onClick={() => choose(command)}>
              {command}
            </Button>
          ))}
          {entries.length > 0 && (
            <Button size="compact-xs" variant="subtle" onClick={clear}>
              {t('clear')}
            </Button>
          )}
        </div>
      </div>
      <Text size="xs" c="dimmed" mt="xs">
        {t('audited')}
      </Text>
    </>
  );
};
