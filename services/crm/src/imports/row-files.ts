import type { ImportField } from '@crm-gtd/shared/contracts/crm/imports.ts';
import { stringify } from 'csv-stringify/sync';
import type { RowFault, RowWarning } from './row-reader.ts';
import { type Language, reasonHeaders, reasonText } from './row-reasons.ts';

export type ReportKind = keyof typeof reasonHeaders;
export type ReportRow = Readonly<{ rowNumber: number; cells: readonly string[]; reasons: readonly (RowFault | RowWarning)[] }>;

/** The columns' names, so that the reason can say which cell to mend. */
export type Report = Readonly<{
  kind: ReportKind;
  headers: readonly string[];
  fields: readonly (ImportField | null)[];
  separator: string;
  language: Language;
}>;

/** A spreadsheet runs what begins like this as a formula. Import takes the apostrophe off again. */
export const guarded = (cell: string): string => (/^[=+\-@\t\r\n＝＋－＠]/.test(cell) ? `'${cell}` : cell);

const csv = (lines: readonly (readonly string[])[], separator: string, bom: boolean): string =>
  stringify(
    lines.map((line) => line.map(guarded)),
    { delimiter: separator, record_delimiter: 'windows', bom },
  );

/** UTF-8 with a mark, so that spreadsheets open it as such. */
export const reportHead = ({ kind, headers, separator, language }: Report): string =>
  csv([[...headers, reasonHeaders[kind][language]]], separator, true);

/** The original columns, the reason, and cells that no column has a name for. */
export const reportLines = ({ headers, fields, separator, language }: Report, rows: readonly ReportRow[]): string =>
  csv(
    rows.map(({ cells, reasons }) => [
      ...headers.map((_, index) => cells[index] ?? ''),
      reasons.map((reason) => reasonText(reason, headers[reason.field === null ? -1 : fields.indexOf(reason.field)], language)).join('; '),
      ...cells.slice(headers.length),
    ]),
    separator,
    false,
  );
