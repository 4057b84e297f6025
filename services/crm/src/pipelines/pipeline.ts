import { type Pipeline, pipelineCreated, pipelineRenamed, type Stage } from '@crm-gtd/shared/contracts/crm/pipelines.ts';
import type { Decision } from '@crm-gtd/shared/contracts/define.ts';
import { deterministicId } from '@crm-gtd/shared/ids.ts';
import { type RecordState, requireVersion } from '@crm-gtd/shared/records/record.ts';
import { defaultPipelineName, defaultStages, type Locale, shownName } from './default-names.ts';

export type StageState = Readonly<Stage & { nameKey: string | null }>;
export type PipelineState = Omit<Pipeline, 'stages'> & RecordState & Readonly<{ nameKey: string | null; stages: readonly StageState[] }>;
type StageDraft = Omit<StageState, 'id' | 'position' | 'nameKey'> & Readonly<{ nameKey?: string }>;
type PipelineDraft = Readonly<{ name: string; nameKey?: string; isDefault: boolean; stages: readonly StageDraft[] }>;

/** The ids of the stages follow from the pipeline's, so a repeated creation makes the same rows. */
export function create(id: string, draft: PipelineDraft, now: Date): Decision<PipelineState> {
  const stages = draft.stages.map((stage, position) => ({
    nameKey: null,
    ...stage,
    id: deterministicId(id, `stage ${position}`),
    position,
  }));
  const { name, nameKey = null, isDefault } = draft;
  const next = { id, name, nameKey, isDefault, stages, version: 1, updatedAt: now.toISOString(), deletedAt: null };
  return { next, events: [pipelineCreated.of({ pipelineId: id, stageCount: stages.length, isDefault: draft.isDefault })] };
}

export function rename(
  pipeline: PipelineState,
  input: { name: string; expectedVersion?: number | undefined },
  now: Date,
  locale?: Locale,
): Decision<PipelineState> {
  requireVersion(pipeline, input.expectedVersion);
  if (input.name === shownName(pipeline, locale)) return { next: pipeline, events: [] };
  return {
    next: { ...pipeline, name: input.name, nameKey: null, updatedAt: now.toISOString() },
    events: [pipelineRenamed.of({ pipelineId: pipeline.id })],
  };
}

/** What a new organization starts with, in its own language. */
export function defaultPipeline(locale: Locale): PipelineDraft {
  return {
    name: defaultPipelineName[locale],
    nameKey: defaultPipelineName.key,
    isDefault: true,
    stages: defaultStages.map((stage) => ({ name: stage[locale], nameKey: stage.key, probability: stage.probability })),
  };
}
