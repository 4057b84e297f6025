import type { ImportColumn, ImportMapping, ImportStatus } from '@crm-gtd/shared/contracts/crm/imports.ts';
import type { Scope } from '@crm-gtd/shared/service/scope.ts';
import type { Insertable, Selectable } from 'kysely';
import type { z } from 'zod';
import type { Import as ImportTable } from '../generated/db-types.ts';
import type { Policy } from './batch-plan.ts';
import type { ImportState } from './import.ts';

const iso = (value: Date | null): string | null => value?.toISOString() ?? null;

/** The command that started the run is marked done by then: a batch that carried it on would leave the same mark, and fail for it. */
const actorOf = (started: Scope | null): Scope | null => {
  if (started === null) return null;
  const { command: _command, ...actor } = started;
  return actor;
};

/** Row of `imports` → state. */
export function stateOf(row: Selectable<ImportTable>): ImportState {
  return {
    id: row.id,
    fileName: row.fileName,
    sizeBytes: row.sizeBytes,
    status: row.status as z.infer<typeof ImportStatus>,
    encoding: row.encoding,
    separator: row.separator,
    hasHeader: row.hasHeader,
    columns: row.columns as z.infer<typeof ImportColumn>[],
    suggestedMapping: row.suggestedMapping as ImportMapping,
    mapping: row.mapping as ImportMapping | null,
    duplicates: row.duplicates as Policy | null,
    rowCount: row.rowCount,
    progress: { done: row.done, total: row.rowCount },
    counts: { created: row.created, updated: row.updated, skipped: row.skipped, failed: row.failed },
    undo: row.undoRemoved === null ? null : { removed: row.undoRemoved, reverted: row.undoReverted ?? 0, kept: row.undoKept ?? 0 },
    error: row.error,
    actor: actorOf(row.actor as Scope | null),
    createdAt: row.createdAt.toISOString(),
    startedAt: iso(row.startedAt),
    finishedAt: iso(row.finishedAt),
    version: row.version,
  };
}

/** What decisions change; the rest of the row is written once, by `create`. */
export const changingColumns = (state: ImportState) => ({
  status: state.status,
  mapping: state.mapping === null ? null : JSON.stringify(state.mapping),
  duplicates: state.duplicates,
  done: state.progress.done,
  ...state.counts,
  undoRemoved: state.undo?.removed ?? null,
  undoReverted: state.undo?.reverted ?? null,
  undoKept: state.undo?.kept ?? null,
  error: state.error,
  actor: state.actor === null ? null : JSON.stringify(state.actor),
  startedAt: state.startedAt,
  finishedAt: state.finishedAt,
  version: state.version,
});

export const rowOf = (organizationId: string, state: ImportState): Insertable<ImportTable> => ({
  id: state.id,
  organizationId,
  fileName: state.fileName,
  sizeBytes: state.sizeBytes,
  encoding: state.encoding,
  separator: state.separator,
  hasHeader: state.hasHeader,
  columns: JSON.stringify(state.columns),
  suggestedMapping: JSON.stringify(state.suggestedMapping),
  rowCount: state.rowCount,
  createdAt: state.createdAt,
  ...changingColumns(state),
});
