import { companyDeleted, companyUpdated } from '@crm-gtd/shared/contracts/crm/companies.ts';
import { contactDeleted, contactUpdated } from '@crm-gtd/shared/contracts/crm/contacts.ts';
import { newId } from '@crm-gtd/shared/ids.ts';
import { appendEvents } from '@crm-gtd/shared/messaging/outbox.ts';
import { sql } from 'kysely';
import type { CrmDb, CrmTx } from '../db.ts';
import type { Update } from './batch-plan.ts';
import type { CompanyState, ContactState } from './directory.ts';
import { batchSize, endUndo, type ImportState, takeBack, type UndoCounts } from './import.ts';
import { type Claim, holdImport } from './import-work.store.ts';
import { saveImport } from './imports.store.ts';
import { addToContactCount, insertHistory, softDelete, updateCompanies, updateContacts } from './records.store.ts';
import { type UndoVerdict, undoVerdict } from './undo-plan.ts';

export type UndoStore = Readonly<{
  /** Takes the next changes back: contacts first, then companies, at last the import's own end. Undefined: not this worker's any more. */
  commit(claim: Claim, now: Date): Promise<ImportState | undefined>;
}>;

export function undoStore(db: CrmDb): UndoStore {
  return { commit: (claim, now) => db.withTenant(claim.scope, (tx) => commit(tx, claim, now)) };
}

async function commit(tx: CrmTx, claim: Claim, now: Date): Promise<ImportState | undefined> {
  const state = await holdImport(tx, claim);
  if (state?.status !== 'undoing') return undefined;
  const contacts = await openChanges<ContactState>(tx, state.id, 'contact');
  if (contacts.length > 0) return undoContacts(tx, state, contacts, now);
  const companies = await openChanges<CompanyState>(tx, state.id, 'company');
  if (companies.length > 0) return undoCompanies(tx, state, companies, now);
  return saveImport(tx, endUndo(state));
}

type Stored<S> = S & Readonly<{ deletedAt: Date | null }>;
type OpenChange<S> = Readonly<{ id: string; verdict: UndoVerdict; before: Partial<S>; current: Stored<S> | undefined }>;
type ChangeRow<S> = Readonly<{ entityId: string; action: 'created' | 'updated'; versionAfter: number; before: Partial<S> }>;

async function openChanges<S extends ContactState | CompanyState>(
  tx: CrmTx,
  importId: string,
  kind: 'contact' | 'company',
): Promise<OpenChange<S>[]> {
  const changes = (await tx.kysely
    .selectFrom('importChanges')
    .select(['entityId', 'action', 'versionAfter', 'before'])
    .where('organizationId', '=', tx.scope.organizationId)
    .where('importId', '=', importId)
    .where('kind', '=', kind)
    .where('undone', 'is', null)
    .orderBy('entityId')
    .limit(batchSize)
    .execute()) as unknown as ChangeRow<S>[];
  const ids = changes.map(({ entityId }) => entityId);
  if (ids.length === 0) return [];
  const records = tx.kysely
    .selectFrom(kind === 'contact' ? 'contacts' : 'companies')
    .selectAll()
    .where('organizationId', '=', tx.scope.organizationId)
    .where('id', 'in', ids)
    .orderBy('id')
    .forUpdate()
    .execute();
  const [stored, used] = await Promise.all([records as unknown as Promise<Stored<S>[]>, inUse(tx, kind, ids)]);
  const byId = new Map(stored.map((record) => [record.id, record]));
  return changes.map(({ entityId, action, versionAfter, before }) => {
    const current = byId.get(entityId);
    const seen = current && { version: current.version, deleted: current.deletedAt !== null, inUse: used.has(entityId) };
    return { id: entityId, before, current, verdict: undoVerdict({ action, versionAfter, current: seen }) };
  });
}

async function inUse(tx: CrmTx, kind: 'contact' | 'company', ids: readonly string[]): Promise<ReadonlySet<string>> {
  const { organizationId } = tx.scope;
  const { rows } =
    kind === 'contact'
      ? await sql<{ id: string }>`select distinct contact_id as id from deals
        where organization_id = ${organizationId} and contact_id = any(${ids}::uuid[]) and deleted_at is null`.execute(tx.kysely)
      : await sql<{ id: string }>`
        select company_id as id from deals where organization_id = ${organizationId} and company_id = any(${ids}::uuid[]) and deleted_at is null
        union select company_id from contacts where organization_id = ${organizationId} and company_id = any(${ids}::uuid[]) and deleted_at is null`.execute(
          tx.kysely,
        );
  return new Set(rows.map(({ id }) => id));
}

const idsOf = <S>(changes: readonly OpenChange<S>[], verdict: UndoVerdict): string[] =>
  changes.filter((change) => change.verdict === verdict).map(({ id }) => id);

/** What is deleted already counts as removed, so that the three are the records the import made or changed. */
const countsOf = <S>(changes: readonly OpenChange<S>[]): UndoCounts => ({
  removed: idsOf(changes, 'remove').length + idsOf(changes, 'gone').length,
  reverted: idsOf(changes, 'revert').length,
  kept: idsOf(changes, 'keep').length,
});

function revertsOf<S extends ContactState | CompanyState>(changes: readonly OpenChange<S>[]): Update<S>[] {
  return changes.flatMap(({ verdict, current, before: original }) => {
    if (verdict !== 'revert' || current === undefined) return [];
    const changedFields = Object.keys(original) as (keyof S & string)[];
    const before = Object.fromEntries(changedFields.map((field) => [field, current[field]])) as Partial<S>;
    return [{ before, changedFields, after: { ...current, ...original, version: current.version + 1 }, eventId: newId() }];
  });
}

async function undoContacts(tx: CrmTx, state: ImportState, changes: readonly OpenChange<ContactState>[], now: Date): Promise<ImportState> {
  const removed = idsOf(changes, 'remove');
  const reverted = revertsOf(changes);
  const [saved] = await Promise.all([
    saveImport(tx, takeBack(state, 'contact', countsOf(changes))),
    softDelete(tx, 'contacts', removed, now),
    updateContacts(
      tx,
      reverted.map(({ after }) => after),
      now,
    ),
    insertHistory(tx, reverted, now),
    markUndone(tx, state.id, 'contact', changes),
    appendEvents(tx, [
      ...removed.map((contactId) => contactDeleted.of({ contactId, importId: state.id })),
      ...reverted.map(({ after, changedFields, eventId }) => ({
        ...contactUpdated.of({ contactId: after.id, companyId: after.companyId, changedFields: [...changedFields], importId: state.id }),
        id: eventId,
      })),
    ]),
    removed.length > 0 ? addToContactCount(tx, -removed.length) : 0,
  ]);
  return saved;
}

async function undoCompanies(tx: CrmTx, state: ImportState, changes: readonly OpenChange<CompanyState>[], now: Date): Promise<ImportState> {
  const removed = idsOf(changes, 'remove');
  const reverted = revertsOf(changes);
  const [saved] = await Promise.all([
    saveImport(tx, takeBack(state, 'company', countsOf(changes))),
    softDelete(tx, 'companies', removed, now),
    updateCompanies(
      tx,
      reverted.map(({ after }) => after),
      now,
    ),
    markUndone(tx, state.id, 'company', changes),
    appendEvents(tx, [
      ...removed.map((companyId) => companyDeleted.of({ companyId })),
      ...reverted.map(({ after, changedFields }) => companyUpdated.of({ companyId: after.id, changedFields: [...changedFields] })),
    ]),
  ]);
  return saved;
}

const undone = { remove: 'removed', gone: 'removed', revert: 'reverted', keep: 'kept' } as const;

async function markUndone(
  tx: CrmTx,
  importId: string,
  kind: 'contact' | 'company',
  changes: readonly OpenChange<unknown>[],
): Promise<void> {
  await sql`
    update import_changes c set undone = r.verdict
    from unnest(${changes.map(({ id }) => id)}::uuid[], ${changes.map(({ verdict }) => undone[verdict])}::text[]) as r(entity_id, verdict)
    where c.organization_id = ${tx.scope.organizationId} and c.import_id = ${importId} and c.kind = ${kind} and c.entity_id = r.entity_id`.execute(
    tx.kysely,
  );
}
