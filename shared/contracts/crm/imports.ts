import { z } from 'zod';
import { action, event } from '../define.ts';
import { page, pageInput } from '../paging.ts';
import { id, instant, text, version } from '../shapes.ts';

/** Contact and company fields a column may fill; `company.*` find or make the contact's company. */
export const ImportField = z.enum([
  'firstName',
  'lastName',
  'fullName',
  'email',
  'phone',
  'jobTitle',
  'street',
  'postalCode',
  'city',
  'notes',
  'tags',
  'lastContactOn',
  'company.name',
  'company.nip',
  'company.domain',
  'company.website',
]);
export type ImportField = z.infer<typeof ImportField>;

/** Column index (as text, counted from 0) → field, or null to leave the column out. */
export const ImportMapping = z.record(z.string().regex(/^\d{1,3}$/), ImportField.nullable());
export type ImportMapping = z.infer<typeof ImportMapping>;

export const ImportColumn = z.object({
  index: z.int(),
  header: z.string(),
  samples: z.array(z.string()),
  suggestedField: ImportField.nullable(),
});

export const ImportStatus = z.enum(['uploaded', 'running', 'finished', 'failed', 'undoing', 'undone']);
export const ImportCounts = z.object({ created: z.int(), updated: z.int(), skipped: z.int(), failed: z.int() });
export const DuplicatePolicy = z.enum(['skip', 'update', 'create']);

export const Import = z.object({
  id,
  fileName: z.string(),
  sizeBytes: z.int(),
  status: ImportStatus,
  encoding: z.string(),
  separator: z.string(),
  /** A first record that holds data is no header: then the columns are named by their number. */
  columns: z.array(ImportColumn),
  suggestedMapping: ImportMapping,
  mapping: ImportMapping.nullable(),
  duplicates: DuplicatePolicy.nullable(),
  rowCount: z.int(),
  /** Rows done of `rowCount`. */
  progress: z.object({ done: z.int(), total: z.int() }),
  counts: ImportCounts,
  /** Set while `undoing` and after: rows taken back, and rows kept because someone edited them since. */
  undo: z.object({ removed: z.int(), reverted: z.int(), kept: z.int() }).nullable(),
  error: z.string().nullable(),
  createdAt: instant,
  startedAt: instant.nullable(),
  finishedAt: instant.nullable(),
  version,
});
export type Import = z.infer<typeof Import>;

/** The file travels in chunks: the bus carries messages of at most 1 MB. */
export const putImportChunk = action('v1.crm.imports.putChunk', {
  permission: 'crm.imports:write',
  idempotent: true,
  input: z.object({ uploadId: id, index: z.int().min(0).max(200), bytesBase64: z.string().max(800_000) }),
  output: z.object({ received: z.int() }),
  errors: ['BODY_TOO_LARGE'],
  summary: 'Answers how many chunks of the upload there are.',
});
/** Over HTTP: multipart with one `file`; the gateway sends the chunks and then calls this. */
export const createImport = action('v1.crm.imports.create', {
  http: 'POST /imports',
  permission: 'crm.imports:write',
  transport: 'upload',
  maxBodyBytes: 10_000_000,
  timeoutMs: 20_000,
  status: 201,
  input: z.object({ uploadId: id, fileName: text(200), chunkCount: z.int().min(0).max(200) }),
  output: Import,
  errors: ['CRM_IMPORT_FILE_UNREADABLE', 'CRM_IMPORT_EMPTY', 'BODY_TOO_LARGE'],
});
export const listImports = action('v1.crm.imports.list', {
  http: 'GET /imports',
  permission: 'crm.imports:read',
  input: z.object({ limit: pageInput.limit, cursor: pageInput.cursor }),
  output: page(Import),
});
export const importIdInput = z.object({ importId: id });
export const getImport = action('v1.crm.imports.get', {
  http: 'GET /imports/{importId}',
  permission: 'crm.imports:read',
  input: importIdInput,
  output: Import,
  errors: ['CRM_IMPORT_NOT_FOUND'],
});
export const runImport = action('v1.crm.imports.run', {
  http: 'POST /imports/{importId}/run',
  permission: 'crm.imports:write',
  status: 202,
  output: Import,
  input: importIdInput.extend({ mapping: ImportMapping, duplicates: DuplicatePolicy }),
  errors: ['CRM_IMPORT_NOT_FOUND', 'CRM_IMPORT_RUNNING', 'CRM_IMPORT_STATE', 'CRM_IMPORT_MAPPING'],
  summary: 'Also goes on with an import that stopped because the plan had ended, by the mapping it was started with.',
});
export const undoImport = action('v1.crm.imports.undo', {
  http: 'POST /imports/{importId}/undo',
  permission: 'crm.imports:write',
  whileReadOnly: true,
  status: 202,
  input: importIdInput,
  output: Import,
  errors: ['CRM_IMPORT_NOT_FOUND', 'CRM_IMPORT_RUNNING', 'CRM_IMPORT_STATE'],
});
/** CSV of the failed rows as they were, plus a reason column; importable again after mending. */
export const failedImportRows = action('v1.crm.imports.failedRows', {
  http: 'GET /imports/{importId}/failed-rows',
  permission: 'crm.imports:read',
  transport: 'file',
  timeoutMs: 20_000,
  input: importIdInput,
  output: z.object({ fileName: z.string(), contentType: z.string(), text: z.string() }),
  errors: ['CRM_IMPORT_NOT_FOUND'],
});

const data = z.object({ importId: id, rowCount: z.int(), counts: ImportCounts });
export const importStarted = event('crm.import.started', {
  version: 1,
  visible: 'crm.imports:read',
  aggregate: 'import',
  key: (d) => d.importId,
  data: z.object({ importId: id, rowCount: z.int() }),
});
export const importProgressed = event('crm.import.progressed', {
  version: 1,
  visible: 'crm.imports:read',
  aggregate: 'import',
  key: (d) => d.importId,
  data: data.extend({ done: z.int() }),
});
export const importFinished = event('crm.import.finished', {
  version: 1,
  visible: 'crm.imports:read',
  aggregate: 'import',
  key: (d) => d.importId,
  data,
});
export const importFailed = event('crm.import.failed', {
  version: 1,
  visible: 'crm.imports:read',
  aggregate: 'import',
  key: (d) => d.importId,
  data,
});
export const importUndone = event('crm.import.undone', {
  version: 1,
  visible: 'crm.imports:read',
  aggregate: 'import',
  key: (d) => d.importId,
  data: z.object({ importId: id, removed: z.int(), reverted: z.int(), kept: z.int() }),
});
