'use client';

import type { ActionContract, OutputOf } from '@crm-gtd/shared/contracts/define.ts';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { api } from '../api/client.ts';
import { staleAfterWrite } from '../api/freshness.ts';
import { forget } from '../api/queries.ts';
import type { RequestOf } from '../api/request.ts';
import { useFailureNote } from './failure-note.tsx';
import { useOfferUndo } from './undo.tsx';

export type ActOptions<O> = Readonly<{
  /** Said in the toast, naming the object. Absent: no toast. */
  done?: (result: O) => string;
  /** The compensating command; absent for what cannot be taken back. */
  undo?: (result: O) => Promise<unknown>;
  /** Shown above the reason when it fails. */
  failed?: string;
}>;

/**
 * One write as the screens do it: call, forget what it made old, tell and offer Undo, or tell why not. Answers undefined when
 * it failed, so that a form knows to stay open with what was typed.
 */
export const useAct = () => {
  const client = useQueryClient();
  const offerUndo = useOfferUndo();
  const failureNote = useFailureNote();
  return useCallback(
    async <A extends ActionContract>(
      contract: A,
      input: RequestOf<A>,
      options: ActOptions<OutputOf<A>> = {},
    ): Promise<OutputOf<A> | undefined> => {
      try {
        const result = await api(contract, input);
        const { undo, done } = options;
        if (undo && done) offerUndo({ text: done(result), undo: () => undo(result) });
        return result;
      } catch (error) {
        failureNote(error, options.failed);
        return undefined;
      } finally {
        forget(client, staleAfterWrite(contract));
      }
    },
    [client, offerUndo, failureNote],
  );
};
