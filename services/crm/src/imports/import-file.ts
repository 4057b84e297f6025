import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { NumberedRow } from './batch-plan.ts';
import { suggestMapping } from './column-mapping.ts';
import { decodeFile } from './csv-encoding.ts';
import { analyseCsv, type CsvRecord, detectSeparator, readRecords, splitSeparatorLine } from './csv-file.ts';
import type { ImportState } from './import.ts';
import { columnsOf, parseRow } from './row.ts';

const compress = promisify(gzip);
const expand = promisify(gunzip);

/** The file as text, with everything the mapping step shows. */
export type UnderstoodFile = Readonly<{ text: string }> &
  Pick<ImportState, 'encoding' | 'separator' | 'hasHeader' | 'columns' | 'suggestedMapping' | 'rowCount' | 'sizeBytes'>;

export async function understand(bytes: Buffer): Promise<UnderstoodFile> {
  const { encoding, text: whole } = decodeFile(bytes);
  const { separator: named, body: text } = splitSeparatorLine(whole);
  const separator = named ?? detectSeparator(text);
  const { headers, hasHeader, samples, rowCount } = await analyseCsv(text, separator);
  const suggestedMapping = suggestMapping(hasHeader ? headers : headers.map(() => ''), samples);
  const columns = headers.map((header, index) => ({
    index,
    header,
    samples: [...(samples[index] ?? [])],
    suggestedField: suggestedMapping[`${index}`] ?? null,
  }));
  return { text, encoding, separator, hasHeader, columns, suggestedMapping, rowCount, sizeBytes: bytes.length };
}

export const pack = (text: string): Promise<Buffer> => compress(text, { level: 4 });
export const unpack = async (file: Buffer): Promise<string> => (await expand(file)).toString('utf8');

/** The file's rows, without the header, numbered from 1. */
export async function* rowsOf(
  text: string,
  { separator, hasHeader }: ImportState,
): AsyncGenerator<CsvRecord & Readonly<{ rowNumber: number }>> {
  let rowNumber = hasHeader ? -1 : 0;
  for await (const record of readRecords(text, separator)) {
    rowNumber += 1;
    if (rowNumber > 0) yield { ...record, rowNumber };
  }
}

/** Rows from the checkpoint on, in batches. */
export async function* batchesOf(text: string, state: ImportState, size: number): AsyncGenerator<NumberedRow[]> {
  const columns = columnsOf(
    state.columns.map(({ header }) => header),
    state.mapping ?? {},
  );
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
