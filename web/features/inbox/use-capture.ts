'use client';

import { captureInboxItem } from '@crm-gtd/shared/contracts/gtd/inbox.ts';
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { api } from '../../api/client.ts';
import { staleAfterWrite } from '../../api/freshness.ts';
import { newKey } from '../../api/idempotency-key.ts';
import { forget } from '../../api/queries.ts';
import { putBack, type Thought, thoughtsOf } from './split-capture.ts';

export type Outcome = Readonly<{ saved: readonly Thought[]; unsaved: readonly Thought[]; error: unknown }>;

/** One after the other, so that they lie in the inbox as they were written; the first failure leaves the rest unsaved. */
const saveInTurn = async (thoughts: readonly Thought[], keyOf: (thought: Thought) => string): Promise<Outcome> => {
  for (const [index, thought] of thoughts.entries()) {
    const { title, notes } = thought;
    try {
      await api(captureInboxItem, { title, notes, source: 'quickCapture' }, { idempotencyKey: keyOf(thought) });
    } catch (error) {
      return { saved: thoughts.slice(0, index), unsaved: thoughts.slice(index), error };
    }
  }
  return { saved: thoughts, unsaved: [], error: null };
};

/**
 * The text being captured and its saving. What is sent leaves the field at once, so that the next thought can be typed while
 * the server is slow; what fails comes back, and keeps its key: sent again after a lost answer it is still one item.
 */
export const useCapture = () => {
  const client = useQueryClient();
  const [typed, setTyped] = useState('');
  const [sending, setSending] = useState(0);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const field = useRef('');
  const queue = useRef<Promise<unknown>>(Promise.resolve());
  const keys = useRef(new Map<string, string>());

  const type = (text: string): void => {
    field.current = text;
    setTyped(text);
  };
  const keyOf = ({ typed: text }: Thought): string => {
    const key = keys.current.get(text) ?? newKey();
    keys.current.set(text, key);
    return key;
  };
  const settle = (result: Outcome): void => {
    for (const { typed: text } of result.saved) keys.current.delete(text);
    if (result.unsaved.length > 0) type(putBack(result.unsaved, field.current));
    setOutcome(result);
    setSending((before) => before - 1);
    forget(client, staleAfterWrite(captureInboxItem));
  };
  const save = async (together: boolean): Promise<Outcome> => {
    const thoughts = thoughtsOf(field.current, together);
    type('');
    setOutcome(null);
    setSending((before) => before + 1);
    const turn = queue.current.then(() => saveInTurn(thoughts, keyOf));
    queue.current = turn;
    const result = await turn;
    settle(result);
    return result;
  };
  const isEmpty = (): boolean => field.current.trim() === '';
  return { typed, type, save, isEmpty, sending: sending > 0, outcome };
};
