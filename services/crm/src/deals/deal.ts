import {
  type Deal,
  type DealFields,
  dealCreated,
  dealDeleted,
  dealLost,
  dealMoved,
  dealReopened,
  dealRestored,
  dealUpdated,
  dealWon,
} from '@crm-gtd/shared/contracts/crm/deals.ts';
import type { Stage } from '@crm-gtd/shared/contracts/crm/pipelines.ts';
import type { Decision, PendingEvent } from '@crm-gtd/shared/contracts/define.ts';
import type { Currency } from '@crm-gtd/shared/contracts/money.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import { changedFields, pick, type RecordState, requireLive, requireRestorable, requireVersion } from '@crm-gtd/shared/records/record.ts';
import type { z } from 'zod';

/** The names are joined, not kept: the store puts the right ones in when a link changes. */
export type DealState = Deal & RecordState;
type Fields = z.infer<typeof DealFields>;
/** As the action's input gives them: absent means untouched. */
export type DealPatch = { readonly [K in keyof Fields]?: Fields[K] | undefined };
type ValueChange = Readonly<{ amount: number; currency?: Currency | undefined }>;
/** A change of the value may leave its currency out: then it stays. */
type DealChange = Omit<DealPatch, 'value'> & Readonly<{ value?: ValueChange | undefined }>;
type Expected = Readonly<{ expectedVersion?: number | undefined }>;

/** A row of the stage history: written whenever stage or status changes, so the seconds add up to the deal's life. */
export type StageStep = Readonly<{
  fromStageId: string | null;
  toStageId: string;
  status: DealState['status'];
  changedAt: string;
  secondsInPrevious: number | null;
}>;
export type DealDecision = Decision<DealState> & Readonly<{ step?: StageStep }>;

export type Place = Readonly<{ pipelineId: string; stages: readonly Pick<Stage, 'id' | 'position'>[] }>;

const blank: Omit<Fields, 'title'> = {
  value: { amount: 0, currency: 'PLN' },
  companyId: null,
  contactId: null,
  expectedCloseOn: null,
  notes: null,
};

export function create(
  made: Readonly<{ id: string; ownerId: string; now: Date }>,
  { pipelineId: _, stageId, ...input }: DealPatch & { title: string; pipelineId?: string | undefined; stageId?: string | undefined },
  place: Place | undefined,
): DealDecision {
  const stage = stageIn(place, stageId);
  const at = made.now.toISOString();
  const next: DealState = {
    ...blank,
    ...given(input),
    title: input.title,
    id: made.id,
    ownerId: made.ownerId,
    pipelineId: stage.pipelineId,
    stageId: stage.id,
    companyName: null,
    contactName: null,
    status: 'open',
    motion: 'stuck',
    lostReason: null,
    closedAt: null,
    stageEnteredAt: at,
    createdAt: at,
    updatedAt: at,
    version: 1,
    deletedAt: null,
  };
  return {
    next,
    events: [dealCreated.of({ ...linksOf(next), stageId: next.stageId, value: next.value })],
    step: { fromStageId: null, toStageId: next.stageId, status: 'open', changedAt: at, secondsInPrevious: null },
  };
}

export function update(deal: DealState, { expectedVersion, value, ...patch }: DealChange & Expected, now: Date): DealDecision {
  requireVersion(requireLive(deal, 'CRM_DEAL_NOT_FOUND'), expectedVersion);
  const wanted = given({ ...patch, value: value && { amount: value.amount, currency: value.currency ?? deal.value.currency } });
  const fields = changedFields<Fields>(deal, wanted);
  if (fields.length === 0) return { next: deal, events: [] };
  const next = { ...deal, ...pick(wanted as Fields, fields), updatedAt: now.toISOString() };
  const values = fields.includes('value') ? { before: { value: deal.value }, after: { value: next.value } } : {};
  return { next, events: [dealUpdated.of({ ...linksOf(next), changedFields: fields, ...values })] };
}

export function move(deal: DealState, input: Expected & { stageId: string }, place: Place | undefined, now: Date): DealDecision {
  requireOpen(deal, input);
  const { id: stageId } = stageIn(place, input.stageId);
  if (stageId === deal.stageId) return { next: deal, events: [] };
  return step(deal, { stageId }, now, (facts) => dealMoved.of(facts));
}

export function win(deal: DealState, input: Expected, now: Date): DealDecision {
  requireOpen(deal, input);
  const closedAt = now.toISOString();
  return step(deal, { status: 'won', closedAt }, now, (facts) =>
    dealWon.of({ ...facts, ownerId: deal.ownerId, value: deal.value, closedAt }),
  );
}

export function lose(deal: DealState, input: Expected & { reason?: string | undefined }, now: Date): DealDecision {
  requireOpen(deal, input);
  const closedAt = now.toISOString();
  const lostReason = input.reason || null;
  return step(deal, { status: 'lost', closedAt, lostReason }, now, (facts) => dealLost.of({ ...facts, value: deal.value, closedAt }));
}

export function reopen(deal: DealState, input: Expected, now: Date): DealDecision {
  requireVersion(requireLive(deal, 'CRM_DEAL_NOT_FOUND'), input.expectedVersion);
  if (deal.status === 'open') throw new AppError('CRM_DEAL_NOT_CLOSED');
  return step(deal, { status: 'open', closedAt: null, lostReason: null }, now, (facts) => dealReopened.of(facts));
}

export function remove(deal: DealState, now: Date): DealDecision {
  requireLive(deal, 'CRM_DEAL_NOT_FOUND');
  return { next: { ...deal, updatedAt: now.toISOString(), deletedAt: now.toISOString() }, events: [dealDeleted.of(linksOf(deal))] };
}

export function restore(deal: DealState, now: Date): DealDecision {
  requireRestorable(deal, now, 'CRM_DEAL_NOT_FOUND');
  if (deal.deletedAt === null) return { next: deal, events: [] };
  return { next: { ...deal, updatedAt: now.toISOString(), deletedAt: null }, events: [dealRestored.of(linksOf(deal))] };
}

const linksOf = ({ id, pipelineId, companyId, contactId }: DealState) => ({ dealId: id, pipelineId, companyId, contactId });

type StepFacts = ReturnType<typeof linksOf> & Record<'before' | 'after', Pick<DealState, 'stageId' | 'status'>>;

function step(deal: DealState, change: Partial<DealState>, now: Date, told: (facts: StepFacts) => PendingEvent): DealDecision {
  const changedAt = now.toISOString();
  const next = { ...deal, ...change, stageEnteredAt: changedAt, updatedAt: changedAt };
  const secondsInPrevious = Math.max(0, Math.floor((now.getTime() - Date.parse(deal.stageEnteredAt)) / 1_000));
  return {
    next,
    events: [told({ ...linksOf(deal), before: pick(deal, ['stageId', 'status']), after: pick(next, ['stageId', 'status']) })],
    step: { fromStageId: deal.stageId, toStageId: next.stageId, status: next.status, changedAt, secondsInPrevious },
  };
}

function requireOpen(deal: DealState, { expectedVersion }: Expected): void {
  requireVersion(requireLive(deal, 'CRM_DEAL_NOT_FOUND'), expectedVersion);
  if (deal.status !== 'open') throw new AppError('CRM_DEAL_NOT_OPEN', { status: deal.status });
}

/** The named stage, or the pipeline's first. */
function stageIn(place: Place | undefined, stageId: string | undefined): Readonly<{ id: string; pipelineId: string }> {
  if (place === undefined) throw new AppError('CRM_PIPELINE_NOT_FOUND');
  const [first] = [...place.stages].sort((a, b) => a.position - b.position);
  const stage = stageId === undefined ? first : place.stages.find(({ id }) => id === stageId);
  if (stage === undefined) throw new AppError('CRM_STAGE_NOT_FOUND');
  return { id: stage.id, pipelineId: place.pipelineId };
}

/** Blank text means none. */
function given(patch: DealPatch): Partial<Fields> {
  const entries = Object.entries(patch).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries.map(([field, value]) => [field, value === '' ? null : value])) as Partial<Fields>;
}
