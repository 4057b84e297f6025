import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { NumberedRow } from './batch-plan.ts';
import { oneLine } from './cell-values.ts';
import { suggestMapping } from './column-mapping.ts';
import { decodeFile } from './csv-encoding.ts';
import { analyseCsv, type CsvRecord, readRecords, splitSeparatorLine } from './csv-file.ts';
import type { Columns, ImportState } from './import.ts';
import { parseRow } from './row.ts';
import { columnsOf } from './row-reader.ts';
import { detectSeparator } from './separator.ts';

const compress = promisify(gzip);
const expand = promisify(gunzip);

/** The file as text, with everything the mapping step shows. */
export type UnderstoodFile = Readonly<{ text: string }> & Columns & Pick<ImportState, 'encoding' | 'separator' | 'topRows' | 'sizeBytes'>;

export async function understand(bytes: Buffer): Promise<UnderstoodFile> {
  const { encoding, text: whole } = decodeFile(bytes);
  const { separator: named, body } = splitSeparatorLine(whole);
  // An empty line in its place, so that lines are counted as an editor does.
  const text = named === undefined ? whole : `\n${body}`;
  const separator = named ?? detectSeparator(text);
  return { text, encoding, separator, sizeBytes: bytes.length, ...(await columnsIn(text, separator)) };
}

/** `headerRow`: the user's choice; else the record that looks like it. */
export async function columnsIn(text: string, separator: string, chosen?: number): Promise<Columns & Pick<ImportState, 'topRows'>> {
  const { headers, headerRow, top, samples, dayOrders, rowCount } = await analyseCsv(text, separator, chosen);
  const suggestedMapping = suggestMapping(headerRow > 0 ? headers : headers.map(() => ''), samples);
  const columns = headers.map((header, index) => ({
    index,
    header,
    samples: [...(samples[index] ?? [])],
    suggestedField: suggestedMapping[`${index}`] ?? null,
    dayOrder: dayOrders[index] ?? null,
  }));
  return { headerRow, columns, suggestedMapping, rowCount, topRows: top.map(topRow) };
}

const cellsShown = 12;
const lettersShown = 40;

const topRow = ({ line, cells }: CsvRecord, index: number): ImportState['topRows'][number] => ({
  row: index + 1,
  line,
  cells: cells.slice(0, cellsShown).map((cell) => oneLine(cell).slice(0, lettersShown).toWellFormed()),
});

export const pack = (text: string): Promise<Buffer> => compress(text, { level: 4 });
export const unpack = async (file: Buffer): Promise<string> => (await expand(file)).toString('utf8');

/** The file's rows, without the header and what stands above it, numbered from 1. */
export async function* rowsOf(
  text: string,
  { separator, headerRow }: ImportState,
): AsyncGenerator<CsvRecord & Readonly<{ rowNumber: number }>> {
  let rowNumber = -headerRow;
  for await (const record of readRecords(text, separator)) {
    rowNumber += 1;
    if (rowNumber > 0) yield { ...record, rowNumber };
  }
}

/** Rows from the checkpoint on, in batches. */
export async function* batchesOf(text: string, state: ImportState, size: number): AsyncGenerator<NumberedRow[]> {
  const columns = columnsOf(state.columns, state.mapping ?? {}, state.dayOrder);
  let batch: NumberedRow[] = [];
  for await (const { rowNumber, line, cells } of rowsOf(text, state)) {
    if (rowNumber <= state.progress.done) continue;
    batch.push({ rowNumber, line, parsed: parseRow(cells, columns) });
    if (batch.length === size) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}
