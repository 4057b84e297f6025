'use client';

import { listPipelines, type Pipeline } from '@crm-gtd/shared/contracts/crm/pipelines.ts';
import { useRead } from '../../api/queries.ts';

export const usePipelines = () => useRead(listPipelines, {}, { staleTime: 300_000 });

export const chosenPipeline = (pipelines: readonly Pipeline[] | undefined, id: string): Pipeline | undefined =>
  pipelines?.find((pipeline) => pipeline.id === id) ?? pipelines?.find(({ isDefault }) => isDefault) ?? pipelines?.[0];
