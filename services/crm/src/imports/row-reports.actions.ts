import { failedImportRows, listImportRows, warnedImportRows } from '@crm-gtd/shared/contracts/crm/imports.ts';
import type { OutputOf } from '@crm-gtd/shared/contracts/define.ts';
import { type ActionEntry, handle } from '@crm-gtd/shared/service/handle.ts';
import type { Scope } from '@crm-gtd/shared/service/scope.ts';
import type { ImportState } from './import.ts';
import { rowsOf, unpack } from './import-file.ts';
import type { ImportsStore } from './imports.store.ts';
import { type Report, type ReportKind, type ReportRow, reportHead, reportLines } from './row-files.ts';
import { columnsOf } from './row-reader.ts';
import type { RowReportsStore } from './row-reports.store.ts';

export type RowReportsParts = Readonly<{ store: ImportsStore; reports: RowReportsStore }>;

/** What became of the rows, to read and to mend. */
export const rowReportsActions = (parts: RowReportsParts): ActionEntry[] => [
  handle(listImportRows, async ({ importId, ...query }, { scope }) => {
    await parts.store.get(scope, importId);
    return parts.reports.list(scope, importId, query);
  }),
  handle(failedImportRows, (input, { scope }) => report(parts, scope, 'failed', input)),
  handle(warnedImportRows, (input, { scope }) => report(parts, scope, 'warned', input)),
];

type Part = Readonly<{ importId: string; part: number }>;
type Answer = OutputOf<typeof failedImportRows>;

/** Rows after number `part`, as many as fit into one answer of the bus. */
async function report({ store, reports }: RowReportsParts, scope: Scope, kind: ReportKind, { importId, part }: Part): Promise<Answer> {
  const state = await store.get(scope, importId);
  const { headers, fields } = columnsOf(state.columns, state.mapping ?? {});
  const about: Report = { kind, headers, fields, separator: state.separator, language: scope.locale ?? 'pl' };
  const { reasons, more } = await reports.reasons(scope, importId, kind, part);
  const rows = reasons.size === 0 ? [] : await fitting(await unpack(await store.file(scope, importId)), state, reasons);
  const left = more || rows.length < reasons.size;
  return {
    fileName: fileNameOf(state, kind),
    contentType: 'text/csv; charset=utf-8',
    text: `${part === 0 ? reportHead(about) : ''}${reportLines(about, rows)}`,
    nextPart: left ? (rows.at(-1)?.rowNumber ?? null) : null,
  };
}

/** The bus carries 8 MB; a quotation mark takes four bytes once it is CSV and JSON. */
const partBytes = 6_000_000;
const longestCell = 100_000;

async function fitting(text: string, state: ImportState, reasons: ReadonlyMap<number, ReportRow['reasons']>): Promise<ReportRow[]> {
  const rows: ReportRow[] = [];
  let size = 0;
  for await (const { rowNumber, cells } of rowsOf(text, state)) {
    const found = reasons.get(rowNumber);
    if (found === undefined) continue;
    const bytes = bytesOf(cells);
    size += bytes + 500;
    if (rows.length > 0 && size > partBytes) break;
    rows.push({
      rowNumber,
      reasons: found,
      cells: bytes > partBytes ? cells.map((cell) => cell.slice(0, longestCell).toWellFormed()) : cells,
    });
    if (rows.length === reasons.size) break;
  }
  return rows;
}

const bytesOf = (cells: readonly string[]): number => 2 * Buffer.byteLength(JSON.stringify(cells));

/** The name goes into a header: no quotes, slashes or line breaks. */
const fileNameOf = ({ fileName }: ImportState, kind: ReportKind): string =>
  `${fileName.replace(/\.[^.]*$/, '').replace(/[^\p{L}\p{N} ._-]/gu, '_') || 'import'}-${kind === 'failed' ? 'failed' : 'warnings'}.csv`;
