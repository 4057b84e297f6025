import { Readable } from 'node:stream';
import type { DayOrder } from '@crm-gtd/shared/contracts/crm/imports.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import { CsvError, parse } from 'csv-parse';
import { addEvidence, type DayEvidence, dayOrderOf, noEvidence } from './cell-days.ts';
import { unreadable } from './csv-encoding.ts';
import { headerRowOf, topRecords } from './header-line.ts';
import type { Separator } from './separator.ts';

export const maxColumns = 200;
export const maxRows = 100_000;
export const samplesPerColumn = 20;
const maxSampleLength = 200;

/** One record of the file; `line` is where it ends, as an editor counts lines. */
export type CsvRecord = Readonly<{ line: number; cells: readonly string[] }>;

/** The file's rows are its records below the header; blank ones, such as the `;;;;` a spreadsheet leaves behind, are none. */
export type CsvAnalysis = Readonly<{
  headers: readonly string[];
  /** The header's number among the records, counted from 1; 0 when the file has none. What stands above it is no row. */
  headerRow: number;
  top: readonly CsvRecord[];
  samples: readonly (readonly string[])[];
  dayOrders: readonly (DayOrder | 'open' | null)[];
  rowCount: number;
}>;

/** Some spreadsheets name the separator in a first line of its own, which is no record. */
const separatorLine = /^\ufeff?"?sep=([;,\t|])"?(?:\r\n|\r|\n)/i;

export function splitSeparatorLine(text: string): Readonly<{ separator: Separator | undefined; body: string }> {
  const match = separatorLine.exec(text);
  return match ? { separator: match[1] as Separator, body: text.slice(match[0].length) } : { separator: undefined, body: text };
}

const lineEnds = ['\r\n', '\n', '\r'];

const options = {
  bom: true,
  info: true,
  // Files are glued together from several programs: each line ends as it does.
  record_delimiter: lineEnds,
  relax_column_count: true,
  relax_quotes: true,
  skip_empty_lines: true,
} as const;

type ParsedRecord = Readonly<{ record: string[]; info: Readonly<{ lines: number }> }>;

/** Records one by one, so that a file of 100,000 rows never is in memory as cells. Blank records are left out. */
export async function* readRecords(text: string, separator: string): AsyncGenerator<CsvRecord> {
  const parser = parse({ ...options, delimiter: separator });
  const source = Readable.from(pieces(text));
  source.pipe(parser);
  try {
    for await (const { record, info } of parser as AsyncIterable<ParsedRecord>) {
      if (record.length > maxColumns) throw unreadable('tooManyColumns', { line: info.lines, limit: maxColumns });
      if (record.some((cell) => cell.trim() !== '')) yield { line: info.lines, cells: record };
    }
  } catch (error) {
    throw error instanceof CsvError ? unreadableRecord(error, text, separator) : error;
  } finally {
    source.destroy();
    parser.destroy();
  }
}

const slice = 65_536;

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Some 10 ms of parsing each; between them the process answers others. */
async function* pieces(text: string): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += slice) {
    yield text.slice(at, at + slice);
    await nextTurn();
  }
}

const unreadableRecord = (error: CsvError, text: string, separator: string): AppError =>
  error.code === 'CSV_QUOTE_NOT_CLOSED'
    ? unreadable('quoteNotClosed', { line: lineOfOpenQuote(text, separator) })
    : unreadable('recordUnreadable');

/** The parser only knows that the file ended inside quotes; the line to mend is where they were opened. */
function lineOfOpenQuote(text: string, separator: string): number {
  let line = 1;
  let opened = 1;
  let quoted = false;
  for (let index = 0; index < text.length; index += 1) {
    const letter = text[index];
    const before = text[index - 1];
    if (letter === '\n' || (letter === '\r' && text[index + 1] !== '\n')) line += 1;
    if (letter !== '"') continue;
    const opens: boolean = !quoted && (before === undefined || before === '\n' || before === '\r' || before === separator);
    if (opens) opened = line;
    quoted = quoted ? false : opens || before === '"';
  }
  return opened;
}

/** The user's choice of the header's record, or the one that looks like it. */
export async function headerOf(text: string, separator: string): Promise<Readonly<{ headerRow: number; top: readonly CsvRecord[] }>> {
  const top: CsvRecord[] = [];
  for await (const record of readRecords(text, separator)) {
    top.push(record);
    if (top.length === topRecords) break;
  }
  return { headerRow: headerRowOf(top.map(({ cells }) => cells)), top };
}

/** Reads the whole file once: everything the mapping step shows, and the certainty that a run will not meet an unreadable record. */
export async function analyseCsv(text: string, separator: string, chosenHeader?: number): Promise<CsvAnalysis> {
  const { top, ...found } = await headerOf(text, separator);
  const headerRow = chosenHeader ?? found.headerRow;
  let names: readonly string[] | undefined;
  let record = 0;
  const samples: string[][] = [];
  const evidence: DayEvidence[] = [];
  for await (const { cells } of readRecords(text, separator)) {
    record += 1;
    if (record === Math.max(headerRow, 1)) names = cells;
    if (record <= headerRow) continue;
    if (record - headerRow > maxRows) throw unreadable('tooManyRows', { limit: maxRows });
    collectSamples(samples, cells);
    collectEvidence(evidence, cells);
  }
  if (names === undefined || record <= headerRow) throw new AppError('CRM_IMPORT_EMPTY');
  const headers = headersOf(names, headerRow > 0);
  const dayOrders = headers.map((_, index) => dayOrderOf(evidence[index] ?? noEvidence()));
  return { headers, headerRow, top, samples: samplesOf(headers.length, samples), dayOrders, rowCount: record - headerRow };
}

/** A cut through a character of two halves leaves one that PostgreSQL refuses. */
const shortened = (text: string): string => text.slice(0, maxSampleLength).toWellFormed();

const headersOf = (first: readonly string[], hasHeader: boolean): string[] =>
  first.map((cell, index) => (hasHeader ? shortened(cell.trim()) : `${index + 1}`));

const samplesOf = (columns: number, samples: readonly (readonly string[])[]): (readonly string[])[] =>
  Array.from({ length: columns }, (_, index) => samples[index] ?? []);

function collectSamples(samples: string[][], cells: readonly string[]): void {
  for (const [index, cell] of cells.entries()) {
    const value = cell.trim();
    samples[index] ??= [];
    const column = samples[index];
    if (value !== '' && column.length < samplesPerColumn) column.push(shortened(value));
  }
}

function collectEvidence(evidence: DayEvidence[], cells: readonly string[]): void {
  for (const [index, cell] of cells.entries()) {
    if (cell.length < 6 || cell.length > 30) continue;
    evidence[index] ??= noEvidence();
    addEvidence(evidence[index], cell);
  }
}
