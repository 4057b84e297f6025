import type { Clock } from '@crm-gtd/shared/clock.ts';
import {
  createImport,
  failedImportRows,
  getImport,
  type Import,
  listImports,
  putImportChunk,
  runImport,
  undoImport,
} from '@crm-gtd/shared/contracts/crm/imports.ts';
import type { InputOf, OutputOf } from '@crm-gtd/shared/contracts/define.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import { deterministicId } from '@crm-gtd/shared/ids.ts';
import { type ActionEntry, handle } from '@crm-gtd/shared/service/handle.ts';
import type { Scope } from '@crm-gtd/shared/service/scope.ts';
import { unreadable } from './csv-encoding.ts';
import { type FailedRow, failedRowsCsv } from './failed-rows.ts';
import { type ImportState, run, undo } from './import.ts';
import { pack, rowsOf, understand, unpack } from './import-file.ts';
import { type ImportsStore, published } from './imports.store.ts';
import { columnsOf } from './row.ts';

export type ImportsActionsParts = Readonly<{ store: ImportsStore; clock: Clock; wake: () => void }>;

export const importsActions = ({ store, clock, wake }: ImportsActionsParts): ActionEntry[] => [
  handle(putImportChunk, (input, { scope }) => putChunk(store, scope, input)),
  handle(createImport, (input, { scope }) => create(store, clock, scope, input)),
  handle(listImports, (input, { scope }) => store.list(scope, input)),
  handle(getImport, async ({ importId }, { scope }) => published(await store.get(scope, importId))),
  handle(runImport, async ({ importId, ...command }, { scope }) => {
    const started = await store.update(scope, importId, (state, othersAtWork) => run(state, command, othersAtWork, scope, clock.now()));
    wake();
    return started;
  }),
  handle(undoImport, async ({ importId }, { scope }) => {
    const started = await store.update(scope, importId, (state, othersAtWork) => undo(state, othersAtWork, scope));
    wake();
    return started;
  }),
  handle(failedImportRows, ({ importId }, { scope }) => failedRows(store, scope, importId)),
];

const tooLarge = (): AppError => new AppError('BODY_TOO_LARGE', { limit: createImport.maxBodyBytes });

async function putChunk(
  store: ImportsStore,
  scope: Scope,
  { uploadId, index, bytesBase64 }: InputOf<typeof putImportChunk>,
): Promise<{ received: number }> {
  const { chunks, bytes } = await store.putChunk(scope, { uploadId, index, bytes: Buffer.from(bytesBase64, 'base64') });
  if (bytes > createImport.maxBodyBytes) throw tooLarge();
  return { received: chunks };
}

/** Asked again after a lost answer it gives the same import: its id comes from the upload's. */
async function create(
  store: ImportsStore,
  clock: Clock,
  scope: Scope,
  { uploadId, fileName, chunkCount }: InputOf<typeof createImport>,
): Promise<Import> {
  const id = deterministicId(uploadId, `import of ${scope.organizationId}`);
  const made = await store.find(scope, id);
  if (made !== undefined) return published(made);
  const chunks = await store.chunks(scope, uploadId);
  if (chunks.length !== chunkCount) throw unreadable('incomplete', { received: chunks.length, expected: chunkCount });
  const bytes = Buffer.concat(chunks);
  if (bytes.length > createImport.maxBodyBytes) throw tooLarge();
  const { text, ...file } = await understand(bytes);
  return store.create(scope, { ...blank(id, fileName, file.rowCount, clock.now()), ...file }, uploadId, await pack(text));
}

type Understood = 'encoding' | 'separator' | 'hasHeader' | 'columns' | 'suggestedMapping' | 'rowCount' | 'sizeBytes';

const blank = (id: string, fileName: string, total: number, now: Date): Omit<ImportState, Understood> => ({
  id,
  fileName,
  status: 'uploaded',
  mapping: null,
  duplicates: null,
  progress: { done: 0, total },
  counts: { created: 0, updated: 0, skipped: 0, failed: 0 },
  undo: null,
  error: null,
  actor: null,
  createdAt: now.toISOString(),
  startedAt: null,
  finishedAt: null,
  version: 1,
});

async function failedRows(store: ImportsStore, scope: Scope, importId: string): Promise<OutputOf<typeof failedImportRows>> {
  const state = await store.get(scope, importId);
  const faults = await store.faults(scope, importId);
  const rows: FailedRow[] = [];
  if (faults.size > 0) {
    for await (const { rowNumber, cells } of rowsOf(await unpack(await store.file(scope, importId)), state)) {
      const found = faults.get(rowNumber);
      if (found !== undefined) rows.push({ cells, faults: found });
    }
  }
  const { headers, fields } = columnsOf(
    state.columns.map(({ header }) => header),
    state.mapping ?? {},
  );
  const text = failedRowsCsv({ headers, fields, separator: state.separator, language: scope.locale ?? 'pl', rows });
  return { fileName: failedFileName(state.fileName), contentType: 'text/csv; charset=utf-8', text };
}

/** The name goes into a header: no quotes, slashes or line breaks. */
const failedFileName = (fileName: string): string =>
  `${fileName.replace(/\.[^.]*$/, '').replace(/[^\p{L}\p{N} ._-]/gu, '_') || 'import'}-failed.csv`;
