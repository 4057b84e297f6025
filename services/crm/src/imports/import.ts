import {
  type DayOrder,
  type Import,
  type ImportMapping,
  importFailed,
  importFinished,
  importProgressed,
  importStarted,
  importUndone,
} from '@crm-gtd/shared/contracts/crm/imports.ts';
import type { Decision } from '@crm-gtd/shared/contracts/define.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import type { Scope } from '@crm-gtd/shared/service/scope.ts';
import type { Outcome, Policy } from './batch-plan.ts';
import { mappingFaults } from './column-mapping.ts';

/**
 * uploaded ─run→ running ─last row→ finished ─undo→ undoing ─nothing left→ undone
 *                   └─gives up→ failed ─undo→ undoing
 * What stopped because the organization's plan had ended goes on from `failed` by `run`, at the row it had come to.
 * `dayOrder` and `actor` stay inside: the actor is the scope of whoever started the run or the undo, and the job acts as him.
 */
export type ImportState = Import & Readonly<{ dayOrder: DayOrder | null; actor: Scope | null }>;
export type ImportDecision = Decision<ImportState>;

/** Rows per transaction: some 0.1 s, far below the database's limits. A killed run repeats no more than that; larger batches are no faster. */
export const batchSize = 250;
/** Of one batch. After that the import ends as failed, with what was done until then kept. */
export const maxAttempts = 5;

/** Why an import ends as failed although nothing is wrong with it. */
export const stoppedByPlan = 'PLAN_READ_ONLY';

type RunCommand = Readonly<{ mapping: ImportMapping; duplicates: Policy; dayOrder?: DayOrder | undefined }>;

export function run(state: ImportState, command: RunCommand, othersAtWork: boolean, actor: Scope, now: Date): ImportDecision {
  if (state.status === 'running' || state.status === 'undoing' || othersAtWork) throw new AppError('CRM_IMPORT_RUNNING');
  if (state.status === 'failed' && state.error === stoppedByPlan) return goOn(state, actor);
  if (state.status !== 'uploaded') throw new AppError('CRM_IMPORT_STATE', { status: state.status });
  const errors = mappingFaults(command.mapping, state.columns.length);
  if (errors.length > 0) throw new AppError('CRM_IMPORT_MAPPING', { errors });
  return {
    next: { ...state, ...command, dayOrder: command.dayOrder ?? null, actor, status: 'running', startedAt: now.toISOString() },
    events: [importStarted.of({ importId: state.id, rowCount: state.rowCount })],
  };
}

/** By the mapping it was started with: the rows done were read by it. */
const goOn = (state: ImportState, actor: Scope): ImportDecision => ({
  next: { ...state, actor, status: 'running', error: null, finishedAt: null },
  events: [importStarted.of({ importId: state.id, rowCount: state.rowCount })],
});

/** What the mapping step shows, read anew with another record as the header. */
export type Columns = Pick<ImportState, 'headerRow' | 'columns' | 'suggestedMapping' | 'rowCount'>;

export function chooseHeader(state: ImportState, columns: Columns): ImportDecision {
  if (state.status !== 'uploaded') throw new AppError('CRM_IMPORT_STATE', { status: state.status });
  return { next: { ...state, ...columns, progress: { done: 0, total: columns.rowCount } }, events: [] };
}

const nothingUndone: UndoCounts = { removed: 0, reverted: 0, kept: 0 };

export function undo(state: ImportState, othersAtWork: boolean, actor: Scope): ImportDecision {
  if (othersAtWork && state.status !== 'undoing') throw new AppError('CRM_IMPORT_RUNNING');
  if (state.status !== 'finished' && state.status !== 'failed') throw new AppError('CRM_IMPORT_STATE', { status: state.status });
  return {
    next: { ...state, actor, status: 'undoing', error: null, undo: state.undo ?? { ...nothingUndone, companies: nothingUndone } },
    events: [],
  };
}

export function advance(state: ImportState, counts: Readonly<Record<Outcome, number>>, warned: number, now: Date): ImportDecision {
  const rows = counts.created + counts.updated + counts.skipped + counts.failed;
  const done = state.progress.done + rows;
  const sums = {
    created: state.counts.created + counts.created,
    updated: state.counts.updated + counts.updated,
    skipped: state.counts.skipped + counts.skipped,
    failed: state.counts.failed + counts.failed,
  };
  const next = { ...state, counts: sums, warned: state.warned + warned, progress: { done, total: state.rowCount } };
  const told = { importId: state.id, rowCount: state.rowCount, counts: sums };
  if (done < state.rowCount) return { next, events: [importProgressed.of({ ...told, done })] };
  return { next: { ...next, status: 'finished', finishedAt: now.toISOString() }, events: [importFinished.of(told)] };
}

export function giveUp(state: ImportState, error: string, now: Date): ImportDecision {
  return {
    next: { ...state, status: 'failed', error, finishedAt: now.toISOString() },
    events: [importFailed.of({ importId: state.id, rowCount: state.rowCount, counts: state.counts })],
  };
}

export type UndoCounts = Readonly<{ removed: number; reverted: number; kept: number }>;

const added = (a: UndoCounts | null, b: UndoCounts): UndoCounts => ({
  removed: (a?.removed ?? 0) + b.removed,
  reverted: (a?.reverted ?? 0) + b.reverted,
  kept: (a?.kept ?? 0) + b.kept,
});

export function takeBack(state: ImportState, kind: 'contact' | 'company', counts: UndoCounts): ImportDecision {
  const before = state.undo ?? { ...nothingUndone, companies: nothingUndone };
  const undo =
    kind === 'contact'
      ? { ...added(before, counts), companies: before.companies }
      : { ...before, companies: added(before.companies, counts) };
  return { next: { ...state, undo }, events: [] };
}

export function endUndo(state: ImportState): ImportDecision {
  const { removed, reverted, kept } = state.undo ?? nothingUndone;
  return { next: { ...state, status: 'undone' }, events: [importUndone.of({ importId: state.id, removed, reverted, kept })] };
}
