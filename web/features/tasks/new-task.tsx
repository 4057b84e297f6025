'use client';

import { createTask, deleteTask, type TaskLinks } from '@crm-gtd/shared/contracts/gtd/tasks.ts';
import { useForm } from '@mantine/form';
import { useTranslations } from 'next-intl';
import { api } from '../../api/client.ts';
import { useSchemaErrors } from '../../components/form-errors.ts';
import { FormWindow } from '../../components/form-window.tsx';
import { useOfferUndo } from '../../components/undo.tsx';
import { useSubmit } from '../../components/use-submit.ts';
import { emptyTask, noLinks, TaskForm, type TaskValues } from './task-form.tsx';

type Props = Readonly<{ onClose: () => void; links?: Partial<TaskLinks>; list?: TaskValues['list'] }>;

export const NewTaskWindow = ({ onClose, links = {}, list = 'next' }: Props) => {
  const t = useTranslations('tasks');
  const form = useForm<TaskValues>({
    initialValues: { ...emptyTask, list, links: { ...noLinks, ...links } },
    validate: useSchemaErrors(createTask.input),
  });
  const { send, sending } = useSubmit(form, { GTD_CONTEXT_NOT_FOUND: 'contextId' });
  const offerUndo = useOfferUndo();
  const submit = async (values: TaskValues): Promise<void> => {
    const task = await send(createTask, values);
    if (!task) return;
    offerUndo({ text: t('done.created', { title: task.title }), undo: () => api(deleteTask, { taskId: task.id }) });
    onClose();
  };
  return (
    <FormWindow
      title={t('new')}
      submitLabel={t('create')}
      sending={sending}
      onClose={onClose}
      onSubmit={form.onSubmit((values) => void submit(values))}
    >
      <TaskForm form={form} />
    </FormWindow>
  );
};
