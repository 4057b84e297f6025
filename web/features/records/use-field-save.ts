'use client';

import type { ActionContract, OutputOf } from '@crm-gtd/shared/contracts/define.ts';
import { useTranslations } from 'next-intl';
import { useCallback, useRef } from 'react';
import { api } from '../../api/client.ts';
import type { RequestOf } from '../../api/request.ts';
import { useAct } from '../../components/use-act.ts';

type Fields = Readonly<Record<string, unknown>>;

const isNewer = (one: Fields, other: Fields): boolean => one['id'] !== other['id'] || Number(one['version']) > Number(other['version']);

/**
 * Saves one field of a record where it stands. The version goes along, so a record somebody else just changed is not
 * overwritten; undo writes the old value back. Fields changed in quick succession are saved one after the other, each on what the
 * one before answered: the screen need not have read the record again in between.
 */
export const useFieldSave = <A extends ActionContract>(contract: A, ids: Partial<RequestOf<A>>, record: Fields, name: string) => {
  const t = useTranslations('records');
  const fieldNames = useTranslations('fieldNames');
  const act = useAct();
  const newest = useRef(record);
  const queue = useRef<Promise<unknown>>(Promise.resolve());
  const saveNow = useCallback(
    async (field: string, value: unknown): Promise<boolean> => {
      if (isNewer(record, newest.current)) newest.current = record;
      const before = newest.current;
      const input = (changed: unknown): RequestOf<A> => ({ ...ids, [field]: changed }) as unknown as RequestOf<A>;
      const versioned = { ...(input(value) as object), expectedVersion: before['version'] } as unknown as RequestOf<A>;
      const label = fieldNames.has(field as 'title') ? fieldNames(field as 'title') : field;
      const saved = await act<A>(contract, versioned, {
        done: (_: OutputOf<A>) => t('saved', { name, field: label }),
        undo: () => api(contract, input(before[field])),
        failed: t('notSaved', { name, field: label }),
      });
      if (saved !== undefined) newest.current = saved as Fields;
      return saved !== undefined;
    },
    [act, contract, ids, record, name, t, fieldNames],
  );
  return useCallback(
    (field: string, value: unknown): Promise<boolean> => {
      const saved = queue.current.then(() => saveNow(field, value));
      queue.current = saved;
      return saved;
    },
    [saveNow],
  );
};
