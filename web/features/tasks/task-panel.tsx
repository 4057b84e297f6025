'use client';

import { getTask, type Task, updateTask } from '@crm-gtd/shared/contracts/gtd/tasks.ts';
import { Button, Drawer, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslations } from 'next-intl';
import { api } from '../../api/client.ts';
import { useRead } from '../../api/queries.ts';
import { ErrorState } from '../../components/error-state.tsx';
import { useSchemaErrors } from '../../components/form-errors.ts';
import { useFormats } from '../../components/formats.ts';
import { useOfferUndo } from '../../components/undo.tsx';
import { useSubmit } from '../../components/use-submit.ts';
import { useFirstField } from '../../keys/first-field.ts';
import { useTypedAhead } from '../../keys/use-typed-ahead.ts';
import { useMay } from '../../session/session.tsx';
import { TaskForm, type TaskValues } from './task-form.tsx';
import { useOpenTask, useOpenTaskId } from './task-panel-state.ts';

const valuesOf = ({ title, notes, list, contextId, dueDate, deferUntil, scheduledOn, links }: Task): TaskValues => ({
  title,
  notes: notes ?? '',
  list,
  contextId,
  dueDate,
  deferUntil,
  scheduledOn,
  links,
});

const schema = updateTask.input.omit({ taskId: true, expectedVersion: true });

const Editor = ({ task, onClose }: Readonly<{ task: Task; onClose: () => void }>) => {
  const t = useTranslations('tasks');
  const { dateTime } = useFormats();
  const may = useMay('gtd.tasks:write');
  const form = useForm<TaskValues>({ initialValues: valuesOf(task), validate: useSchemaErrors(schema) });
  const { send, sending } = useSubmit(form, { GTD_CONTEXT_NOT_FOUND: 'contextId' });
  const offerUndo = useOfferUndo();
  const firstField = useFirstField();
  const submit = async (values: TaskValues): Promise<void> => {
    const saved = await send(updateTask, { taskId: task.id, expectedVersion: task.version, ...values });
    if (!saved) return;
    offerUndo({ text: t('done.saved', { title: saved.title }), undo: () => api(updateTask, { taskId: task.id, ...valuesOf(task) }) });
    onClose();
  };
  return (
    <form ref={firstField} onSubmit={form.onSubmit((values) => void submit(values))} noValidate>
      <TaskForm form={form} />
      <Text size="xs" c="dimmed" mt="md">
        {t('createdAt', { when: dateTime(task.createdAt) })}
      </Text>
      {may && (
        <Group justify="flex-end" mt="lg">
          <Button type="submit" loading={sending} disabled={!form.isDirty()}>
            {t('save')}
          </Button>
        </Group>
      )}
    </form>
  );
};

/** The side panel over any list: the place in the list stays. */
export const TaskPanel = () => {
  const t = useTranslations('tasks');
  const taskId = useOpenTaskId();
  const openTask = useOpenTask();
  const close = (): void => openTask(null);
  const query = useRead(getTask, { taskId: taskId ?? '' }, { enabled: taskId !== null });
  useTypedAhead(taskId !== null && query.error === null);
  return (
    <Drawer
      opened={taskId !== null}
      onClose={close}
      position="right"
      size="md"
      title={<Text fw={620}>{t('task')}</Text>}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      {query.error && <ErrorState subject="task" error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && <Editor key={`${query.data.id}:${query.data.version}`} task={query.data} onClose={close} />}
      {query.isPending && taskId && (
        <Stack aria-hidden="true">
          <Skeleton height={36} />
          <Skeleton height={80} />
          <Skeleton height={36} />
        </Stack>
      )}
    </Drawer>
  );
};
