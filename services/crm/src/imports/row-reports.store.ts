import type { ImportRow, listImportRows } from '@crm-gtd/shared/contracts/crm/imports.ts';
import type { InputOf } from '@crm-gtd/shared/contracts/define.ts';
import type { Page } from '@crm-gtd/shared/contracts/paging.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import type { Scope } from '@crm-gtd/shared/service/scope.ts';
import { sql } from 'kysely';
import type { CrmDb, CrmTx } from '../db.ts';
import type { ReportKind } from './row-files.ts';
import type { RowFault, RowWarning } from './row-reader.ts';

type Reasons = readonly (RowFault | RowWarning)[];
type Query = Omit<InputOf<typeof listImportRows>, 'importId'>;

export type RowReportsStore = Readonly<{
  /** Rows after `after`, in order; `more` when there are further ones. */
  reasons(
    scope: Scope,
    importId: string,
    kind: ReportKind,
    after: number,
  ): Promise<Readonly<{ reasons: Map<number, Reasons>; more: boolean }>>;
  list(scope: Scope, importId: string, query: Query): Promise<Page<ImportRow>>;
}>;

export const rowReportsStore = (db: CrmDb): RowReportsStore => ({
  reasons: (scope, importId, kind, after) => db.withTenant(scope, (tx) => tx.lastly(() => reasonsOf(tx, importId, kind, after))),
  list: (scope, importId, query) => db.withTenant(scope, (tx) => tx.lastly(() => list(tx, importId, query))),
});

const rowsAtOnce = 20_000;

function rows(tx: CrmTx, importId: string, kind: ReportKind, after: number) {
  const all = tx.kysely
    .selectFrom('importRows')
    .select(['rowNumber', 'line', 'outcome', 'faults', 'warnings', 'contactId'])
    .where('organizationId', '=', tx.scope.organizationId)
    .where('importId', '=', importId)
    .where('rowNumber', '>', after)
    .orderBy('rowNumber');
  return kind === 'failed' ? all.where('outcome', '=', sql.lit('failed')) : all.where('warnings', 'is not', null);
}

async function reasonsOf(tx: CrmTx, importId: string, kind: ReportKind, after: number) {
  const found = await rows(tx, importId, kind, after)
    .limit(rowsAtOnce + 1)
    .execute();
  const reasons = new Map(found.slice(0, rowsAtOnce).map((row) => [row.rowNumber, (row.faults ?? row.warnings ?? []) as Reasons]));
  return { reasons, more: found.length > rowsAtOnce };
}

async function list(tx: CrmTx, importId: string, { kind, limit, cursor }: Query): Promise<Page<ImportRow>> {
  const found = await rows(tx, importId, kind, afterOf(cursor))
    .limit(limit + 1)
    .execute();
  const items = found.slice(0, limit).map((row) => ({
    row: row.rowNumber,
    line: row.line,
    outcome: row.outcome as ImportRow['outcome'],
    reasons: ((row.faults ?? row.warnings ?? []) as Reasons).map((reason) => ({ value: null, ...reason })),
    contactId: row.contactId,
  }));
  return { items, nextCursor: found.length > limit ? `${items.at(-1)?.row}` : null };
}

function afterOf(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  if (!/^\d{1,6}$/.test(cursor))
    throw new AppError('REQUEST_INVALID', { errors: [{ path: 'cursor', code: 'invalid', message: 'Not a cursor of this list' }] });
  return Number(cursor);
}
