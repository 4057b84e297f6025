import { type Pipeline, pipelineCreated, pipelineRenamed, type Stage } from '@crm-gtd/shared/contracts/crm/pipelines.ts';
import type { Decision } from '@crm-gtd/shared/contracts/define.ts';
import { deterministicId } from '@crm-gtd/shared/ids.ts';
import { type RecordState, requireVersion } from '@crm-gtd/shared/records/record.ts';

export type PipelineState = Pipeline & RecordState;
type StageDraft = Omit<Stage, 'id' | 'position'>;
type PipelineDraft = Readonly<{ name: string; isDefault: boolean; stages: readonly StageDraft[] }>;

/** The ids of the stages follow from the pipeline's, so a repeated creation makes the same rows. */
export function create(id: string, draft: PipelineDraft, now: Date): Decision<PipelineState> {
  const stages = draft.stages.map((stage, position) => ({ ...stage, id: deterministicId(id, `stage ${position}`), position }));
  const next = { id, name: draft.name, isDefault: draft.isDefault, stages, version: 1, updatedAt: now.toISOString(), deletedAt: null };
  return { next, events: [pipelineCreated.of({ pipelineId: id, stageCount: stages.length, isDefault: draft.isDefault })] };
}

export function rename(
  pipeline: PipelineState,
  input: { name: string; expectedVersion?: number | undefined },
  now: Date,
): Decision<PipelineState> {
  requireVersion(pipeline, input.expectedVersion);
  if (input.name === pipeline.name) return { next: pipeline, events: [] };
  return {
    next: { ...pipeline, name: input.name, updatedAt: now.toISOString() },
    events: [pipelineRenamed.of({ pipelineId: pipeline.id })],
  };
}

const probabilities = [10, 25, 50, 75, 90];
const words = {
  pl: { name: 'Sprzedaż', stages: ['Nowa szansa', 'Kontakt nawiązany', 'Oferta wysłana', 'Negocjacje', 'Decyzja'] },
  en: { name: 'Sales', stages: ['New opportunity', 'In contact', 'Proposal sent', 'Negotiation', 'Decision'] },
} as const;

/** What a new organization starts with, in its own language. Winning and losing are no stages: they close the deal. */
export function defaultPipeline(locale: 'pl' | 'en'): PipelineDraft {
  const { name, stages } = words[locale];
  return { name, isDefault: true, stages: stages.map((stage, index) => ({ name: stage, probability: probabilities[index] ?? 0 })) };
}
