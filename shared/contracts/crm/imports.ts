import { z } from 'zod';
import { action, event } from '../define.ts';
import { page, pageInput } from '../paging.ts';
import { id, instant, text, version } from '../shapes.ts';

/** Contact and company fields a column may fill; `company.*` find or make the contact's company. */
export const ImportField = z.enum([
  'firstName',
  'lastName',
  'fullName',
  'fullNameLastFirst',
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
  'company.phone',
  'company.street',
  'company.postalCode',
  'company.city',
]);
export type ImportField = z.infer<typeof ImportField>;

/** Fields that several columns may fill together; every other field takes one. */
export const repeatableFields: readonly ImportField[] = ['tags', 'notes', 'street', 'company.street'];

/** Column index (as text, counted from 0) → field, or null to leave the column out. */
export const ImportMapping = z.record(z.string().regex(/^\d{1,3}$/), ImportField.nullable());
export type ImportMapping = z.infer<typeof ImportMapping>;

export const DayOrder = z.enum(['dayFirst', 'monthFirst']);
export type DayOrder = z.infer<typeof DayOrder>;

export const ImportColumn = z.object({
  index: z.int(),
  header: z.string(),
  samples: z.array(z.string()),
  suggestedField: ImportField.nullable(),
  /** How the column's days in figures are written; `open`: nothing in the column tells 3 April from 4 March, so the run has to be told. */
  dayOrder: DayOrder.or(z.literal('open')).nullable().default(null),
});
/** One of the file's first records, to choose the header from; long cells are cut. */
export const ImportTopRow = z.object({ row: z.int(), line: z.int(), cells: z.array(z.string()) });

export const ImportStatus = z.enum(['uploaded', 'running', 'finished', 'failed', 'undoing', 'undone']);
export const ImportCounts = z.object({ created: z.int(), updated: z.int(), skipped: z.int(), failed: z.int() });
/** `fill`: only what is blank is filled in. `overwrite`: the file's values replace; `update` is its name of former days. */
export const DuplicatePolicy = z.enum(['skip', 'update', 'create', 'fill', 'overwrite']);
const Tally = z.object({ created: z.int(), updated: z.int() });
const Undone = z.object({ removed: z.int(), reverted: z.int(), kept: z.int() });

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
  /** The header's number among the file's records that hold text, counted from 1; 0: none. What stands above it is left out. */
  headerRow: z.int(),
  topRows: z.array(ImportTopRow),
  rowCount: z.int(),
  /** Rows done of `rowCount`. */
  progress: z.object({ done: z.int(), total: z.int() }),
  counts: ImportCounts,
  /** Rows that were taken, but for something that `GET /imports/{importId}/rows?kind=warned` names. */
  warned: z.int(),
  /** Records that the import made or changed, each once, however many rows spoke of it. Undo takes these back. Null for imports of former releases. */
  changes: z.object({ contacts: Tally, companies: Tally }).nullable(),
  /** Set while `undoing` and after: contacts (`companies`: firms) taken back, and kept because someone edited them since. The three add up to `changes`. */
  undo: Undone.extend({ companies: Undone.nullable() }).nullable(),
  error: z.string().nullable(),
  createdAt: instant,
  startedAt: instant.nullable(),
  finishedAt: instant.nullable(),
  version,
});
export type Import = z.infer<typeof Import>;

/** What became of one row, and why. `field` names the column's field. */
export const ImportRow = z.object({
  row: z.int(),
  line: z.int(),
  outcome: z.enum(['created', 'updated', 'skipped', 'failed']),
  reasons: z.array(z.object({ code: z.string(), field: ImportField.nullable(), value: z.string().nullable() })),
  contactId: id.nullable(),
});
export type ImportRow = z.infer<typeof ImportRow>;

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
/** Another record names the columns than the one that was taken for it. The columns and their suggested fields are read anew. */
export const chooseImportHeader = action('v1.crm.imports.chooseHeader', {
  http: 'PUT /imports/{importId}/header',
  permission: 'crm.imports:write',
  timeoutMs: 20_000,
  input: importIdInput.extend({ headerRow: z.int().min(0).max(20) }),
  output: Import,
  errors: ['CRM_IMPORT_NOT_FOUND', 'CRM_IMPORT_STATE', 'CRM_IMPORT_EMPTY', 'CRM_IMPORT_FILE_UNREADABLE'],
  summary: '0: the file has no header. Possible until the import runs.',
});
export const runImport = action('v1.crm.imports.run', {
  http: 'POST /imports/{importId}/run',
  permission: 'crm.imports:write',
  status: 202,
  output: Import,
  input: importIdInput.extend({ mapping: ImportMapping, duplicates: DuplicatePolicy, dayOrder: DayOrder.optional() }),
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
/** A large download travels in parts, each an answer of the bus; over HTTP they are one file. */
const part = z.coerce.number().int().min(0).max(100_000).default(0);
const FilePart = z.object({ fileName: z.string(), contentType: z.string(), text: z.string(), nextPart: z.int().nullable() });

/** CSV of the failed rows as they were, plus a reason column; importable again after mending. */
export const failedImportRows = action('v1.crm.imports.failedRows', {
  http: 'GET /imports/{importId}/failed-rows',
  permission: 'crm.imports:read',
  transport: 'file',
  timeoutMs: 20_000,
  input: importIdInput.extend({ part }),
  output: FilePart,
  errors: ['CRM_IMPORT_NOT_FOUND'],
  summary: 'From `part` on, by default the whole file.',
});
/** The same of rows that were taken with something left out: which, and why. */
export const warnedImportRows = action('v1.crm.imports.warnedRows', {
  http: 'GET /imports/{importId}/warnings',
  permission: 'crm.imports:read',
  transport: 'file',
  timeoutMs: 20_000,
  input: importIdInput.extend({ part }),
  output: FilePart,
  errors: ['CRM_IMPORT_NOT_FOUND'],
  summary: 'From `part` on, by default the whole file.',
});
export const listImportRows = action('v1.crm.imports.rows', {
  http: 'GET /imports/{importId}/rows',
  permission: 'crm.imports:read',
  input: importIdInput.extend({ kind: z.enum(['failed', 'warned']).default('failed'), limit: pageInput.limit, cursor: pageInput.cursor }),
  output: page(ImportRow),
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
