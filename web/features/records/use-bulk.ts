'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { forget } from '../../api/queries.ts';
import { useFailureNote } from '../../components/failure-note.tsx';
import { useOfferUndo } from '../../components/undo.tsx';

type Bulk = Readonly<{
  run: (id: string) => Promise<unknown>;
  undo: (id: string) => Promise<unknown>;
  slices: readonly string[];
  done: (count: number) => string;
}>;

const atOnce = 5;

/** A few at a time; answers the ids that succeeded, tells of the first failure. */
const inGroups = async (ids: readonly string[], run: (id: string) => Promise<unknown>): Promise<{ ok: string[]; error: unknown }> => {
  const ok: string[] = [];
  let error: unknown;
  for (let start = 0; start < ids.length; start += atOnce) {
    const group = ids.slice(start, start + atOnce);
    const results = await Promise.allSettled(group.map(run));
    results.forEach((result, index) => {
      const id = group[index];
      if (result.status === 'fulfilled' && id) ok.push(id);
      if (result.status === 'rejected') error ??= result.reason;
    });
  }
  return { ok, error };
};

/** The same write for many rows, with one undo for those that went through. */
export const useBulk = ({ run, undo, slices, done }: Bulk) => {
  const client = useQueryClient();
  const offerUndo = useOfferUndo();
  const failureNote = useFailureNote();
  return useCallback(
    async (ids: readonly string[]): Promise<void> => {
      const { ok, error } = await inGroups(ids, run);
      if (error !== undefined) failureNote(error);
      if (ok.length > 0) offerUndo({ text: done(ok.length), undo: () => inGroups(ok, undo) });
      forget(client, [...slices, 'gateway.audit']);
    },
    [run, undo, slices, done, client, offerUndo, failureNote],
  );
};
