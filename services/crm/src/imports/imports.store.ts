import type { Import, listImports } from '@crm-gtd/shared/contracts/crm/imports.ts';
import type { InputOf } from '@crm-gtd/shared/contracts/define.ts';
import type { Page } from '@crm-gtd/shared/contracts/paging.ts';
import { isUniqueViolation } from '@crm-gtd/shared/database/database-faults.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import { isId } from '@crm-gtd/shared/ids.ts';
import { appendEvents } from '@crm-gtd/shared/messaging/outbox.ts';
import type { Scope } from '@crm-gtd/shared/service/scope.ts';
import { sql } from 'kysely';
import type { CrmDb, CrmTx } from '../db.ts';
import type { ImportDecision, ImportState } from './import.ts';
import { changingColumns, columnsOfRow, rowOf, stateOf } from './import-rows.store.ts';

/** Uploads that nobody finished are forgotten after this long, at the organization's next upload. */
const chunkLifetime = '1 day';

export type Chunk = Readonly<{ uploadId: string; index: number; bytes: Buffer }>;

export type ImportsStore = Readonly<{
  /** Storing a piece again changes nothing. Answers how many pieces and bytes of the upload there are. */
  putChunk(scope: Scope, chunk: Chunk): Promise<Readonly<{ chunks: number; bytes: number }>>;
  /** The upload's pieces in order; fewer when some are missing. */
  chunks(scope: Scope, uploadId: string): Promise<Buffer[]>;
  /** Stores the import with its file and forgets the upload's pieces; an import stored before is answered as it is. */
  create(scope: Scope, state: ImportState, uploadId: string, file: Buffer): Promise<Import>;
  find(scope: Scope, id: string): Promise<ImportState | undefined>;
  get(scope: Scope, id: string): Promise<ImportState>;
  list(scope: Scope, query: InputOf<typeof listImports>): Promise<Page<Import>>;
  update(scope: Scope, id: string, decide: (state: ImportState, othersAtWork: boolean) => ImportDecision): Promise<Import>;
  /** A decision that changes what the columns are. */
  chooseHeader(scope: Scope, id: string, decide: (state: ImportState) => ImportDecision): Promise<Import>;
  /** The compressed text. */
  file(scope: Scope, id: string): Promise<Buffer>;
}>;

export function importsStore(db: CrmDb): ImportsStore {
  return {
    putChunk: (scope, chunk) => db.withTenant(scope, (tx) => putChunk(tx, chunk)),
    chunks: (scope, uploadId) => db.withTenant(scope, (tx) => chunksOf(tx, uploadId)),
    create: (scope, state, uploadId, file) => db.withTenant(scope, (tx) => create(tx, state, uploadId, file)),
    find: (scope, id) => db.withTenant(scope, (tx) => find(tx, id)),
    get: (scope, id) => db.withTenant(scope, async (tx) => known(await find(tx, id))),
    list: (scope, query) => db.withTenant(scope, (tx) => list(tx, query)),
    update: (scope, id, decide) => oneAtWork(db.withTenant(scope, (tx) => updateImport(tx, id, decide)).then(published)),
    chooseHeader: (scope, id, decide) => db.withTenant(scope, (tx) => chooseHeader(tx, id, decide)),
    file: (scope, id) => db.withTenant(scope, (tx) => fileOf(tx, id)),
  };
}

/** What the world may see of the state. */
export const published = ({ dayOrder: _order, actor: _actor, ...visible }: ImportState): Import => visible;

const known = (state: ImportState | undefined): ImportState => {
  if (state === undefined) throw new AppError('CRM_IMPORT_NOT_FOUND');
  return state;
};

async function putChunk(tx: CrmTx, { uploadId, index, bytes }: Chunk): Promise<{ chunks: number; bytes: number }> {
  const { organizationId } = tx.scope;
  const { rows } = await sql<{ chunks: number; bytes: number }>`
    with stale as (
      delete from import_chunks where organization_id = ${organizationId} and created_at < now() - ${chunkLifetime}::interval
    ), stored as (
      insert into import_chunks (organization_id, upload_id, index, bytes) values (${organizationId}, ${uploadId}, ${index}, ${bytes})
      on conflict do nothing returning length(bytes) as size
    )
    select count(*)::int as chunks, coalesce(sum(size), 0)::int as bytes
    from (
      select length(bytes) as size from import_chunks where organization_id = ${organizationId} and upload_id = ${uploadId}
      union all select size from stored
    ) pieces`.execute(tx.kysely);
  return rows[0] ?? { chunks: 0, bytes: 0 };
}

async function chunksOf(tx: CrmTx, uploadId: string): Promise<Buffer[]> {
  const rows = await tx.kysely
    .selectFrom('importChunks')
    .select('bytes')
    .where('organizationId', '=', tx.scope.organizationId)
    .where('uploadId', '=', uploadId)
    .orderBy('index')
    .execute();
  return rows.map(({ bytes }) => bytes);
}

async function create(tx: CrmTx, state: ImportState, uploadId: string, body: Buffer): Promise<Import> {
  const { organizationId } = tx.scope;
  const inserted = await tx.kysely
    .insertInto('imports')
    .values(rowOf(organizationId, state))
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  if (inserted === undefined) return published(known(await find(tx, state.id)));
  await Promise.all([
    tx.kysely.insertInto('importFiles').values({ organizationId, importId: state.id, body }).execute(),
    tx.kysely.deleteFrom('importChunks').where('organizationId', '=', organizationId).where('uploadId', '=', uploadId).execute(),
  ]);
  return published(state);
}

async function find(tx: CrmTx, id: string): Promise<ImportState | undefined> {
  const row = await tx.kysely
    .selectFrom('imports')
    .selectAll()
    .where('organizationId', '=', tx.scope.organizationId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row && stateOf(row);
}

async function list(tx: CrmTx, { limit, cursor }: InputOf<typeof listImports>): Promise<Page<Import>> {
  if (cursor !== undefined && !isId(cursor)) {
    throw new AppError('REQUEST_INVALID', { errors: [{ path: 'cursor', code: 'invalid', message: 'Not a cursor of this list' }] });
  }
  const all = tx.kysely.selectFrom('imports').where('organizationId', '=', tx.scope.organizationId);
  const after =
    cursor === undefined
      ? all
      : all.where(
          sql<boolean>`(created_at, id) < (select i.created_at, i.id from imports i where i.organization_id = ${tx.scope.organizationId} and i.id = ${cursor})`,
        );
  const rows = await after
    .selectAll()
    .orderBy('createdAt', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute();
  const items = rows.slice(0, limit).map((row) => published(stateOf(row)));
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
}

/** Locks, decides, saves with the next version and appends the events. */
export async function updateImport(
  tx: CrmTx,
  id: string,
  decide: (state: ImportState, othersAtWork: boolean) => ImportDecision,
): Promise<ImportState> {
  const mine = tx.kysely.selectFrom('imports').where('organizationId', '=', tx.scope.organizationId);
  const [row, other] = await Promise.all([
    mine.selectAll().where('id', '=', id).forUpdate().executeTakeFirst(),
    mine.select('id').where('id', '!=', id).where('status', 'in', ['running', 'undoing']).executeTakeFirst(),
  ]);
  const decision = decide(known(row && stateOf(row)), other !== undefined);
  return saveImport(tx, decision);
}

async function chooseHeader(tx: CrmTx, id: string, decide: (state: ImportState) => ImportDecision): Promise<Import> {
  const state = await updateImport(tx, id, decide);
  await tx.kysely
    .updateTable('imports')
    .set(columnsOfRow(state))
    .where('organizationId', '=', tx.scope.organizationId)
    .where('id', '=', id)
    .execute();
  return published(state);
}

/** For a row that is locked already. */
export async function saveImport(tx: CrmTx, { next, events }: ImportDecision): Promise<ImportState> {
  const state = { ...next, version: next.version + 1 };
  await Promise.all([
    tx.kysely
      .updateTable('imports')
      .set(changingColumns(state))
      .where('organizationId', '=', tx.scope.organizationId)
      .where('id', '=', state.id)
      .execute(),
    appendEvents(tx, events),
  ]);
  return state;
}

/** Two that start at the same moment both see nobody at work; the database lets one of them. */
async function oneAtWork<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    throw isUniqueViolation(error, 'imports_at_work_key') ? new AppError('CRM_IMPORT_RUNNING', {}, { cause: error }) : error;
  });
}

async function fileOf(tx: CrmTx, importId: string): Promise<Buffer> {
  const row = await tx.kysely
    .selectFrom('importFiles')
    .select('body')
    .where('organizationId', '=', tx.scope.organizationId)
    .where('importId', '=', importId)
    .executeTakeFirst();
  if (row === undefined) throw new AppError('CRM_IMPORT_NOT_FOUND');
  return row.body;
}
