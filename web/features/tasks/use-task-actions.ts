'use client';

import { completeTask, deleteTask, reopenTask, restoreTask, type Task, updateTask } from '@crm-gtd/shared/contracts/gtd/tasks.ts';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { api } from '../../api/client.ts';
import { useFormats } from '../../components/formats.ts';
import { useAct } from '../../components/use-act.ts';

export type TaskDay = 'dueDate' | 'deferUntil' | 'scheduledOn';
type List = Task['list'];

/** What one may do to a task in place; each can be taken back. */
export const useTaskActions = () => {
  const t = useTranslations('tasks');
  const act = useAct();
  const { day } = useFormats();
  return useMemo(
    () => ({
      complete: ({ id: taskId, title }: Task) =>
        act(completeTask, { taskId }, { done: () => t('done.completed', { title }), undo: () => api(reopenTask, { taskId }) }),
      reopen: ({ id: taskId, title }: Task) =>
        act(reopenTask, { taskId }, { done: () => t('done.reopened', { title }), undo: () => api(completeTask, { taskId }) }),
      remove: ({ id: taskId, title }: Task) =>
        act(deleteTask, { taskId }, { done: () => t('done.deleted', { title }), undo: () => api(restoreTask, { taskId }) }),
      setDay: ({ id: taskId, title, ...task }: Task, field: TaskDay, value: string | null) =>
        act(
          updateTask,
          { taskId, [field]: value },
          {
            done: () => (value ? t(`done.${field}`, { title, day: day(value) }) : t('done.dayCleared', { title })),
            undo: () => api(updateTask, { taskId, [field]: task[field] }),
          },
        ),
      setList: ({ id: taskId, title, list: before }: Task, list: List) =>
        act(
          updateTask,
          { taskId, list },
          { done: () => t(`done.list.${list}`, { title }), undo: () => api(updateTask, { taskId, list: before }) },
        ),
    }),
    [act, t, day],
  );
};
