'use client';

import { arrangeStages, type Pipeline } from '@crm-gtd/shared/contracts/crm/pipelines.ts';
import { Skeleton, Stack, Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { api } from '../../api/client.ts';
import { ErrorState } from '../../components/error-state.tsx';
import { useAct } from '../../components/use-act.ts';
import { usePipelines } from '../deals/use-pipelines.ts';
import { ListEditor } from './list-editor.tsx';
import type { Draft } from './list-rows.ts';

const mostStages = 20;

const StagesOf = ({ pipeline, named }: Readonly<{ pipeline: Pipeline; named: boolean }>) => {
  const t = useTranslations('settings');
  const act = useAct();
  const save = async ({ rows, gone }: Draft): Promise<boolean> => {
    const known = new Set(pipeline.stages.map(({ id }) => id));
    const saved = await act(
      arrangeStages,
      {
        pipelineId: pipeline.id,
        expectedVersion: pipeline.version,
        items: rows.map(({ id, name, probability }) => ({ ...(id === undefined ? {} : { id }), name: name.trim(), probability })),
        removed: gone.map(({ id, moveTo }) => ({ id, ...(moveTo === null ? {} : { moveTo }) })),
      },
      gone.length > 0
        ? {}
        : {
            done: () => t('stagesSaved'),
            undo: ({ stages }) =>
              api(arrangeStages, {
                pipelineId: pipeline.id,
                items: pipeline.stages.map(({ id, name, probability }) => ({ id, name, probability })),
                removed: stages.filter(({ id }) => !known.has(id)).map(({ id }) => ({ id })),
              }),
          },
    );
    return saved !== undefined;
  };
  return (
    <div>
      {named && (
        <Text fw={560} size="sm" mb={6}>
          {pipeline.name}
        </Text>
      )}
      <ListEditor label={t('stages')} items={pipeline.stages} most={mostStages} withProbability onSave={save} />
    </div>
  );
};

export const StagesForm = () => {
  const { data, error, refetch } = usePipelines();
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton height={220} radius="md" />;
  return (
    <Stack gap="xl">
      {data.items.map((pipeline) => (
        <StagesOf key={pipeline.id} pipeline={pipeline} named={data.items.length > 1} />
      ))}
    </Stack>
  );
};
