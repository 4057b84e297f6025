import type { DayOrder, Import, ImportColumn, ImportMapping, ImportStatus } from '@crm-gtd/shared/contracts/crm/imports.ts';
import type { Scope } from '@crm-gtd/shared/service/scope.ts';
import type { Insertable, Selectable } from 'kysely';
import type { z } from 'zod';
import type { Import as ImportTable } from '../generated/db-types.ts';
import type { Policy } from './batch-plan.ts';
import type { ImportState, UndoCounts } from './import.ts';

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
    headerRow: row.headerRow ?? (row.hasHeader ? 1 : 0),
    topRows: (row.topRows ?? []) as Import['topRows'],
    dayOrder: row.dayOrder as DayOrder | null,
    columns: (row.columns as z.infer<typeof ImportColumn>[]).map((column) => ({ ...column, dayOrder: column.dayOrder ?? null })),
    suggestedMapping: row.suggestedMapping as ImportMapping,
    mapping: row.mapping as ImportMapping | null,
    duplicates: row.duplicates as Policy | null,
    rowCount: row.rowCount,
    progress: { done: row.done, total: row.rowCount },
    counts: { created: row.created, updated: row.updated, skipped: row.skipped, failed: row.failed },
    warned: row.warned,
    changes: changesOf(row),
    undo: undoOf(row),
    error: row.error,
    actor: actorOf(row.actor as Scope | null),
    createdAt: row.createdAt.toISOString(),
    startedAt: iso(row.startedAt),
    finishedAt: iso(row.finishedAt),
    version: row.version,
  };
}

type Row = Selectable<ImportTable>;

const changesOf = ({ contactsCreated, contactsUpdated, companiesCreated, companiesUpdated }: Row): Import['changes'] =>
  contactsCreated === null
    ? null
    : {
        contacts: { created: contactsCreated, updated: contactsUpdated ?? 0 },
        companies: { created: companiesCreated ?? 0, updated: companiesUpdated ?? 0 },
      };

const undoOf = ({ undoRemoved, undoReverted, undoKept, undoCompanies }: Row): Import['undo'] =>
  undoRemoved === null
    ? null
    : { removed: undoRemoved, reverted: undoReverted ?? 0, kept: undoKept ?? 0, companies: undoCompanies as UndoCounts | null };

/** What decisions change; the rest of the row is written once, by `create`. */
export const changingColumns = (state: ImportState) => ({
  status: state.status,
  mapping: state.mapping === null ? null : JSON.stringify(state.mapping),
  duplicates: state.duplicates,
  dayOrder: state.dayOrder,
  done: state.progress.done,
  ...state.counts,
  warned: state.warned,
  undoRemoved: state.undo?.removed ?? null,
  undoReverted: state.undo?.reverted ?? null,
  undoKept: state.undo?.kept ?? null,
  undoCompanies: state.undo?.companies ? JSON.stringify(state.undo.companies) : null,
  error: state.error,
  actor: state.actor === null ? null : JSON.stringify(state.actor),
  startedAt: state.startedAt,
  finishedAt: state.finishedAt,
  version: state.version,
});

/** What another choice of header changes. */
export const columnsOfRow = (state: ImportState) => ({
  hasHeader: state.headerRow > 0,
  headerRow: state.headerRow,
  columns: JSON.stringify(state.columns),
  suggestedMapping: JSON.stringify(state.suggestedMapping),
  rowCount: state.rowCount,
});

export const rowOf = (organizationId: string, state: ImportState): Insertable<ImportTable> => ({
  id: state.id,
  organizationId,
  fileName: state.fileName,
  sizeBytes: state.sizeBytes,
  encoding: state.encoding,
  separator: state.separator,
  topRows: JSON.stringify(state.topRows),
  createdAt: state.createdAt,
  contactsCreated: 0,
  contactsUpdated: 0,
  companiesCreated: 0,
  companiesUpdated: 0,
  ...columnsOfRow(state),
  ...changingColumns(state),
});
