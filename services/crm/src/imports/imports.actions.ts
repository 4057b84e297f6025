import type { Clock } from '@crm-gtd/shared/clock.ts';
import {
  chooseImportHeader,
  createImport,
  getImport,
  type Import,
  listImports,
  putImportChunk,
  runImport,
  undoImport,
} from '@crm-gtd/shared/contracts/crm/imports.ts';
import type { InputOf } from '@crm-gtd/shared/contracts/define.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import { deterministicId } from '@crm-gtd/shared/ids.ts';
import { type ActionEntry, handle } from '@crm-gtd/shared/service/handle.ts';
import type { Scope } from '@crm-gtd/shared/service/scope.ts';
import { unreadable } from './csv-encoding.ts';
import { chooseHeader, type ImportState, run, undo } from './import.ts';
import { columnsIn, pack, type UnderstoodFile, understand, unpack } from './import-file.ts';
import { type ImportsStore, published } from './imports.store.ts';

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
  handle(chooseImportHeader, ({ importId, headerRow }, { scope }) => header(store, scope, importId, headerRow)),
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

const blank = (id: string, fileName: string, total: number, now: Date): Omit<ImportState, keyof UnderstoodFile> => ({
  id,
  fileName,
  status: 'uploaded',
  mapping: null,
  duplicates: null,
  progress: { done: 0, total },
  counts: { created: 0, updated: 0, skipped: 0, failed: 0 },
  dayOrder: null,
  warned: 0,
  changes: { contacts: { created: 0, updated: 0 }, companies: { created: 0, updated: 0 } },
  undo: null,
  error: null,
  actor: null,
  createdAt: now.toISOString(),
  startedAt: null,
  finishedAt: null,
  version: 1,
});

/** The file is read with the user's header in place of the one that was taken for it. */
async function header(store: ImportsStore, scope: Scope, importId: string, headerRow: number): Promise<Import> {
  const { separator } = await store.get(scope, importId);
  const { topRows: _, ...columns } = await columnsIn(await unpack(await store.file(scope, importId)), separator, headerRow);
  return store.chooseHeader(scope, importId, (state) => chooseHeader(state, columns));
}
