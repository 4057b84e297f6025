import type { Clock } from '@crm-gtd/shared/clock.ts';
import { arrangeStages, createPipeline, listPipelines, renamePipeline } from '@crm-gtd/shared/contracts/crm/pipelines.ts';
import { newId } from '@crm-gtd/shared/ids.ts';
import { type ActionEntry, handle } from '@crm-gtd/shared/service/handle.ts';
import { create, rename } from './pipeline.ts';
import type { PipelinesStore } from './pipelines.store.ts';
import { arrange } from './stages.ts';

export const pipelinesActions = (store: PipelinesStore, clock: Clock): ActionEntry[] => [
  handle(listPipelines, async (_, { scope }) => ({ items: await store.list(scope), nextCursor: null })),
  handle(createPipeline, (input, { scope }) => store.create(scope, create(newId(), { ...input, isDefault: false }, clock.now()))),
  handle(renamePipeline, ({ pipelineId, ...input }, { scope }) =>
    store.rename(scope, pipelineId, (pipeline) => rename(pipeline, input, clock.now(), scope.locale)),
  ),
  handle(arrangeStages, ({ pipelineId, ...input }, { scope }) => {
    const now = clock.now();
    return store.arrange(scope, pipelineId, (pipeline) => arrange(pipeline, input, { locale: scope.locale, now, newId }), now);
  }),
];
