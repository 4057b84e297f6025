import { Readable } from 'node:stream';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import { CsvError, parse } from 'csv-parse';
import { unreadable } from './csv-encoding.ts';

export const maxColumns = 200;
export const maxRows = 100_000;
export const samplesPerColumn = 20;
const maxSampleLength = 200;

export type Separator = ';' | ',' | '\t' | '|';
const separators: readonly Separator[] = [';', ',', '\t', '|'];

/** One record of the file; `line` is where it ends, as an editor counts lines. */
export type CsvRecord = Readonly<{ line: number; cells: readonly string[] }>;

/** The file's rows are its records below the header; blank ones, such as the `;;;;` a spreadsheet leaves behind, are none. */
export type CsvAnalysis = Readonly<{
  headers: readonly string[];
  hasHeader: boolean;
  samples: readonly (readonly string[])[];
  rowCount: number;
}>;

/** Some spreadsheets name the separator in a first line of its own, which is no record. */
const separatorLine = /^\ufeff?sep=([;,\t|])\r?\n/i;

export function splitSeparatorLine(text: string): Readonly<{ separator: Separator | undefined; body: string }> {
  const match = separatorLine.exec(text);
  return match ? { separator: match[1] as Separator, body: text.slice(match[0].length) } : { separator: undefined, body: text };
}

/** The separator that cuts most records into the same number of cells; separators inside quotes do not count. */
export function detectSeparator(text: string): Separator {
  const counts = separatorCounts(text.slice(0, 200_000), 200);
  const scored = separators.map((separator) => ({ separator, score: consistency(counts.map((count) => count.get(separator) ?? 0)) }));
  const best = scored.reduce((a, b) => (b.score > a.score ? b : a));
  return best.score > 0 ? best.separator : ';';
}

function separatorCounts(text: string, records: number): Map<string, number>[] {
  const counts: Map<string, number>[] = [];
  let current = new Map<string, number>();
  let quoted = false;
  for (const letter of text) {
    if (letter === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (letter === '\n') {
      counts.push(current);
      current = new Map();
      if (counts.length === records) return counts;
    } else if (separators.includes(letter as Separator)) current.set(letter, (current.get(letter) ?? 0) + 1);
  }
  if (current.size > 0 || counts.length === 0) counts.push(current);
  return counts;
}

/** Records that agree with the header on the number of separators, and a little for many columns. */
function consistency(counts: readonly number[]): number {
  const expected = counts[0] ?? 0;
  if (expected === 0) return 0;
  const agreeing = counts.filter((count) => count === expected).length;
  return agreeing / counts.length + expected / 1_000;
}

const options = {
  bom: true,
  info: true,
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
    if (letter === '\n') line += 1;
    if (letter !== '"') continue;
    const opens: boolean = !quoted && (before === undefined || before === '\n' || before === separator);
    if (opens) opened = line;
    quoted = quoted ? false : opens || before === '"';
  }
  return opened;
}

const looksLikeData = (cell: string): boolean => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(cell.trim()) || /^\+?[\d\s()-]{9,}$/.test(cell.trim());

/** Reads the whole file once: everything the mapping step shows, and the certainty that a run will not meet an unreadable record. */
export async function analyseCsv(text: string, separator: string): Promise<CsvAnalysis> {
  let first: readonly string[] | undefined;
  let hasHeader = true;
  let rowCount = 0;
  const samples: string[][] = [];
  for await (const { cells } of readRecords(text, separator)) {
    if (first === undefined) {
      first = cells;
      hasHeader = !cells.some(looksLikeData);
      if (hasHeader) continue;
    }
    rowCount += 1;
    if (rowCount > maxRows) throw unreadable('tooManyRows', { limit: maxRows });
    collectSamples(samples, cells);
  }
  if (first === undefined || rowCount === 0) throw new AppError('CRM_IMPORT_EMPTY');
  return { headers: headersOf(first, hasHeader), hasHeader, samples: samplesOf(first.length, samples), rowCount };
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
