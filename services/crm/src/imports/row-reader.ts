import type { DayOrder, ImportField, ImportMapping } from '@crm-gtd/shared/contracts/crm/imports.ts';
import { cleanLine } from '@crm-gtd/shared/text/clean.ts';
import { isBlank, manyLines, oneLine } from './cell-values.ts';

/** Why a row is not in the database. Stable: stored with the row, translated in row-reasons.ts and by the web app. */
export type FaultCode = 'emailInvalid' | 'nipInvalid' | 'nameMissing' | 'textTooLong' | 'tooManyCells' | 'planLimit';
/** What a row that was taken lacks of what the file said; most of it stands in the notes. */
export type WarningCode =
  | 'nipLeftOut'
  | 'dateUnreadable'
  | 'dateUnclear'
  | 'emailExtra'
  | 'emailLeftOut'
  | 'phoneExtra'
  | 'phoneLeftOut'
  | 'phoneRounded'
  | 'textCut'
  | 'tagsLeftOut'
  | 'domainLeftOut';
export type RowFault = Readonly<{ code: FaultCode; field: ImportField | null }>;
/** `value`: the cell, cut, or what of it was left out. */
export type RowWarning = Readonly<{ code: WarningCode; field: ImportField; value: string }>;

export type Columns = Readonly<{
  headers: readonly string[];
  fields: readonly (ImportField | null)[];
  dayOrders: readonly (DayOrder | 'open' | null)[];
}>;

type ColumnOf = Readonly<{ header: string; dayOrder?: DayOrder | 'open' | null }>;

/** `dayOrder`: what the user said about columns that do not tell. */
export const columnsOf = (columns: readonly ColumnOf[], mapping: ImportMapping, dayOrder?: DayOrder | null): Columns => ({
  headers: columns.map(({ header }) => header),
  fields: columns.map((_, index) => mapping[`${index}`] ?? null),
  dayOrders: columns.map((column) => (column.dayOrder === 'open' ? (dayOrder ?? 'open') : (column.dayOrder ?? null))),
});

/** What fits into the columns of contacts and companies; `row.test.ts` holds it against the contracts. */
const limits: Partial<Record<ImportField, number>> = {
  firstName: 120,
  lastName: 120,
  phone: 40,
  jobTitle: 160,
  street: 200,
  postalCode: 12,
  city: 120,
  'company.name': 200,
  'company.domain': 200,
  'company.website': 300,
  'company.phone': 40,
  'company.street': 200,
  'company.postalCode': 12,
  'company.city': 120,
};
export const maxNotes = 10_000;
const valueShown = 120;

export type Cell = Readonly<{ header: string; text: string; dayOrder: DayOrder | 'open' | null }>;

export type Reader = Readonly<{
  faults: RowFault[];
  warnings: RowWarning[];
  leftovers: string[];
  fault(code: FaultCode, field: ImportField | null): void;
  warn(code: WarningCode, field: ImportField, value: string): void;
  /** Keeps in the notes what its field could not hold. */
  keep(field: ImportField, text: string): void;
  cells(field: ImportField): readonly Cell[];
  /** The field's one text, cut to what it holds; what is cut goes to the notes whole. */
  text(field: ImportField): string | null;
  fitting(field: ImportField, text: string): string;
}>;

export function readerOf(values: readonly string[], columns: Columns): Reader {
  const cells = cellsOf(values, columns);
  const [faults, warnings, leftovers]: [RowFault[], RowWarning[], string[]] = [[], [], []];
  const keep = (field: ImportField, text: string): void => void leftovers.push(`${cells.get(field)?.[0]?.header ?? field}: ${text}`);
  const warn: Reader['warn'] = (code, field, value) => void warnings.push({ code, field, value: shown(value) });
  const fitting = (field: ImportField, text: string): string => {
    const limit = limits[field] ?? maxNotes;
    if (text.length <= limit) return text;
    keep(field, text);
    warn('textCut', field, text);
    return cleanLine(text.slice(0, limit).toWellFormed());
  };
  return {
    faults,
    warnings,
    leftovers,
    keep,
    warn,
    fitting,
    fault: (code, field) => void faults.push({ code, field }),
    cells: (field) => cells.get(field) ?? [],
    text: (field) => {
      const text = cells.get(field)?.[0]?.text;
      return text === undefined ? null : fitting(field, text);
    },
  };
}

const shown = (value: string): string => value.slice(0, valueShown).toWellFormed();

const ofManyLines: ReadonlySet<ImportField> = new Set(['notes', 'tags']);

function cellsOf(values: readonly string[], { headers, fields, dayOrders }: Columns): ReadonlyMap<ImportField, readonly Cell[]> {
  const cells = new Map<ImportField, Cell[]>();
  for (const [index, field] of fields.entries()) {
    if (field === null) continue;
    const text = ofManyLines.has(field) ? manyLines(values[index] ?? '') : oneLine(values[index] ?? '');
    if (isBlank(text)) continue;
    const cell = { header: headers[index] ?? field, text, dayOrder: dayOrders[index] ?? null };
    const found = cells.get(field);
    if (found === undefined) cells.set(field, [cell]);
    else found.push(cell);
  }
  return cells;
}
