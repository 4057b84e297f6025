'use client';

import { arrangeContexts, listContexts } from '@crm-gtd/shared/contracts/gtd/tasks.ts';
import { Skeleton } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { api } from '../../api/client.ts';
import { useRead } from '../../api/queries.ts';
import { ErrorState } from '../../components/error-state.tsx';
import { useAct } from '../../components/use-act.ts';
import { ListEditor } from './list-editor.tsx';
import type { Draft } from './list-rows.ts';

const mostContexts = 200;

export const ContextsForm = () => {
  const t = useTranslations('settings');
  const act = useAct();
  const { data, error, refetch } = useRead(listContexts, {});
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton height={220} radius="md" />;
  const before = data.items;
  const save = async ({ rows, gone }: Draft): Promise<boolean> => {
    const known = new Set(before.map(({ id }) => id));
    const saved = await act(
      arrangeContexts,
      {
        items: rows.map(({ id, name }) => ({ ...(id === undefined ? {} : { id }), name: name.trim() })),
        removed: gone.map(({ id, moveTo }) => ({ id, moveTo })),
      },
      gone.length > 0
        ? {}
        : {
            done: () => t('contextsSaved'),
            undo: ({ items }) =>
              api(arrangeContexts, {
                items: before.map(({ id, name }) => ({ id, name })),
                removed: items.filter(({ id }) => !known.has(id)).map(({ id }) => ({ id, moveTo: null })),
              }),
          },
    );
    return saved !== undefined;
  };
  return <ListEditor label={t('contexts')} items={before} most={mostContexts} nowhere={t('lists.noContext')} onSave={save} />;
};
