'use client';

import type { ConsoleCommand, ConsoleReply } from '@crm-gtd/shared/contracts/gateway/system.ts';
import { useCallback, useEffect, useRef, useState } from 'react';
import { type ConsoleConnection, openConsole } from '../../api/console.ts';

export type ConsoleEntry = Readonly<{ id: number; line: string; reply?: Exclude<ConsoleReply, { type: 'ready' }> }>;
export type ConsolePhase = Readonly<{ name: 'connecting' | 'ready' } | { name: 'closed'; code: number }>;

const keptEntries = 100;

/** A refusal without a number belongs to what was asked last. */
export const withReply = (entries: readonly ConsoleEntry[], reply: ConsoleReply): readonly ConsoleEntry[] => {
  if (reply.type === 'ready') return entries;
  const id = reply.id ?? entries.findLast((entry) => !entry.reply)?.id;
  return entries.map((entry) => (entry.id === id && !entry.reply ? { ...entry, reply } : entry));
};

export const useConsole = () => {
  const connection = useRef<ConsoleConnection | undefined>(undefined);
  const nextId = useRef(1);
  const [phase, setPhase] = useState<ConsolePhase>({ name: 'connecting' });
  const [commands, setCommands] = useState<readonly ConsoleCommand[]>([]);
  const [entries, setEntries] = useState<readonly ConsoleEntry[]>([]);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    // Each attempt is a connection of its own.
    if (attempt < 0) return undefined;
    setPhase({ name: 'connecting' });
    const opened = openConsole({
      onReply: (reply) => {
        if (reply.type === 'ready') {
          setCommands(reply.commands);
          setPhase({ name: 'ready' });
        } else setEntries((before) => withReply(before, reply));
      },
      onClosed: (code) => setPhase({ name: 'closed', code }),
    });
    connection.current = opened;
    return opened.close;
  }, [attempt]);
  const run = useCallback((line: string): void => {
    const id = nextId.current;
    nextId.current += 1;
    setEntries((before) => [...before.slice(1 - keptEntries), { id, line }]);
    connection.current?.send(id, line);
  }, []);
  const reconnect = useCallback(() => setAttempt((count) => count + 1), []);
  return { phase, commands, entries, run, reconnect, clear: () => setEntries([]) };
};
