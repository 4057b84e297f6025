'use client';

import type { ActionContract, OutputOf } from '@crm-gtd/shared/contracts/define.ts';
import { useTranslations } from 'next-intl';
import { useCallback } from 'react';
import { api } from '../../api/client.ts';
import type { RequestOf } from '../../api/request.ts';
import { useAct } from '../../components/use-act.ts';

/**
 * Saves one field of a record where it stands. The version goes along, so a record somebody else just changed is not
 * overwritten; undo writes the old value back.
 */
export const useFieldSave = <A extends ActionContract>(
  contract: A,
  ids: Partial<RequestOf<A>>,
  record: Readonly<Record<string, unknown>>,
  name: string,
) => {
  const t = useTranslations('records');
  const fieldNames = useTranslations('fieldNames');
  const act = useAct();
  return useCallback(
    async (field: string, value: unknown): Promise<boolean> => {
      const input = (changed: unknown): RequestOf<A> => ({ ...ids, [field]: changed }) as unknown as RequestOf<A>;
      const versioned = { ...(input(value) as object), expectedVersion: record['version'] } as unknown as RequestOf<A>;
      const label = fieldNames.has(field as 'title') ? fieldNames(field as 'title') : field;
      const saved = await act<A>(contract, versioned, {
        done: (_: OutputOf<A>) => t('saved', { name, field: label }),
        undo: () => api(contract, input(record[field])),
        failed: t('notSaved', { name, field: label }),
      });
      return saved !== undefined;
    },
    [act, contract, ids, record, name, t, fieldNames],
  );
};
