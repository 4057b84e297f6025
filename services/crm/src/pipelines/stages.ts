import { type arrangeStages, stagesArranged } from '@crm-gtd/shared/contracts/crm/pipelines.ts';
import type { Decision, InputOf } from '@crm-gtd/shared/contracts/define.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import { requireVersion } from '@crm-gtd/shared/records/record.ts';
import { type Locale, shownName } from './default-names.ts';
import type { PipelineState, StageState } from './pipeline.ts';

type Input = Omit<InputOf<typeof arrangeStages>, 'pipelineId'>;
export type Removal = Input['removed'][number];
export type Arrangement = Decision<PipelineState> & Readonly<{ removed: readonly Removal[] }>;
type Reader = Readonly<{ locale: Locale | undefined; now: Date; newId: () => string }>;

/**
 * Names, probabilities, order, new ones and removals at once. What the input does not name stays, at the end. A default saved
 * under the name it is shown with stays a default.
 */
export function arrange(pipeline: PipelineState, input: Input, { locale, now, newId }: Reader): Arrangement {
  requireVersion(pipeline, input.expectedVersion);
  requireKnown(pipeline.stages, input);
  const named = input.items.map((item) => placed(pipeline.stages, item, locale, newId));
  const gone = new Set(input.removed.map(({ id }) => id));
  const rest = pipeline.stages.filter(({ id }) => !gone.has(id) && !named.some((stage) => stage.id === id));
  const stages = [...named, ...rest].map((stage, position) => ({ ...stage, position }));
  requireDistinct(stages, locale);
  const next = { ...pipeline, stages, updatedAt: now.toISOString() };
  return { next, removed: input.removed, events: changes(pipeline, next) };
}

function placed(stages: readonly StageState[], item: Input['items'][number], locale: Locale | undefined, newId: () => string): StageState {
  const { name, probability } = item;
  const before = stages.find(({ id }) => id === item.id);
  if (before === undefined) return { id: newId(), name, nameKey: null, probability, position: 0 };
  return name === shownName(before, locale) ? { ...before, probability } : { ...before, name, nameKey: null, probability };
}

function changes(before: PipelineState, next: PipelineState) {
  if (JSON.stringify(before.stages) === JSON.stringify(next.stages)) return [];
  const known = new Set(before.stages.map(({ id }) => id));
  const kept = new Set(next.stages.map(({ id }) => id));
  return [
    stagesArranged.of({
      pipelineId: next.id,
      stageCount: next.stages.length,
      added: next.stages.filter(({ id }) => !known.has(id)).map(({ id }) => id),
      removed: before.stages.filter(({ id }) => !kept.has(id)).map(({ id }) => id),
    }),
  ];
}

function requireKnown(stages: readonly StageState[], { items, removed }: Input): void {
  const named = [...items.flatMap(({ id }) => (id === undefined ? [] : [id])), ...removed.map(({ id }) => id)];
  if (new Set(named).size !== named.length) throw invalid('items', 'twice', 'A stage is named twice');
  const known = new Set(stages.map(({ id }) => id));
  const gone = new Set(removed.map(({ id }) => id));
  const targets = removed.flatMap(({ moveTo }) => (moveTo === undefined ? [] : [moveTo]));
  if (named.some((id) => !known.has(id)) || targets.some((id) => !known.has(id) || gone.has(id))) throw new AppError('CRM_STAGE_NOT_FOUND');
}

function requireDistinct(stages: readonly StageState[], locale: Locale | undefined): void {
  const taken = new Set<string>();
  stages.forEach((stage, index) => {
    const shown = shownName(stage, locale);
    if (taken.has(shown)) throw invalid(`items.${index}.name`, 'taken', 'A stage of this name exists');
    taken.add(shown);
  });
}

const invalid = (path: string, code: string, message: string): AppError =>
  new AppError('REQUEST_INVALID', { errors: [{ path, code, message }] });
