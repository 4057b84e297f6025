import { newId } from '@crm-gtd/shared/ids.ts';
import { type Scope, serviceScope } from '@crm-gtd/shared/service/scope.ts';
import { sql } from 'kysely';
import type { CrmDb, CrmTx } from '../db.ts';
import { type ImportDecision, type ImportState, maxAttempts } from './import.ts';
import { stateOf } from './import-rows.store.ts';
import { saveImport } from './imports.store.ts';

/** A worker that says nothing for this long is taken for dead. Every batch renews it. */
const leaseSeconds = 10;

export type WaitingImport = Readonly<{ organizationId: string; id: string }>;
export type Claim = Readonly<{ scope: Scope; state: ImportState; owner: string }>;

export type ImportWorkStore = Readonly<{
  /** Imports of all organizations that want a worker and have none: ids only. */
  waiting(): Promise<readonly WaitingImport[]>;
  /** Undefined when another worker was quicker. */
  claim(waiting: WaitingImport, owner: string): Promise<Claim | undefined>;
  release(claim: Claim): Promise<void>;
  /** Not for a fault: the work ends here, as `decide` says, unless it is another worker's by now. */
  stop(claim: Claim, decide: (state: ImportState) => ImportDecision): Promise<void>;
  /** After a fault: a pause, and after too many the end that `giveUp` decides. */
  failed(claim: Claim, giveUp: (state: ImportState) => ImportDecision): Promise<void>;
}>;

export function importWorkStore(db: CrmDb): ImportWorkStore {
  return {
    waiting: () =>
      db.withoutTenant(async (tx) => (await sql<WaitingImport>`select organization_id, id from imports_to_work()`.execute(tx.kysely)).rows),
    claim: ({ organizationId, id }, owner) => db.withTenant(jobScope(organizationId), (tx) => claim(tx, id, owner)),
    release: ({ scope, state, owner }) =>
      db.withTenant(scope, async (tx) => {
        await sql`update imports set lease_owner = null, lease_until = null
        where organization_id = ${scope.organizationId} and id = ${state.id} and lease_owner = ${owner}`.execute(tx.kysely);
      }),
    stop: (held, decide) =>
      db.withTenant(held.scope, async (tx) => {
        const state = await holdImport(tx, held);
        if (state?.status === 'running') await saveImport(tx, decide(state));
      }),
    failed: (held, giveUp) => db.withTenant(held.scope, (tx) => failed(tx, held, giveUp)),
  };
}

/** Until the import is read, nobody's name is known. */
const jobScope = (organizationId: string): Scope => {
  const correlationId = newId();
  return serviceScope({ service: 'crm', organizationId, correlationId, causationId: correlationId });
};

/** A worker in the middle of a batch holds the row: its lease may look old and is about to be renewed, so nobody waits for it. */
async function claim(tx: CrmTx, id: string, owner: string): Promise<Claim | undefined> {
  const free = tx.kysely
    .selectFrom('imports')
    .select('id')
    .where('organizationId', '=', tx.scope.organizationId)
    .where('id', '=', id)
    .where('status', 'in', ['running', 'undoing'])
    .where(sql<boolean>`(lease_until is null or lease_until < now())`)
    .forUpdate()
    .skipLocked();
  const row = await tx.kysely
    .updateTable('imports')
    .set({ leaseOwner: owner, leaseUntil: sql`now() + make_interval(secs => ${leaseSeconds})` })
    .where('organizationId', '=', tx.scope.organizationId)
    .where('id', 'in', free)
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const state = stateOf(row);
  return { state, owner, scope: state.actor ?? tx.scope };
}

/** Locks the import for one batch. Undefined when the lease went to another worker or the work is over: the caller stops. */
export async function holdImport(tx: CrmTx, { state: { id }, owner }: Claim): Promise<ImportState | undefined> {
  const row = await tx.kysely
    .updateTable('imports')
    .set({ leaseUntil: sql`now() + make_interval(secs => ${leaseSeconds})`, attempts: 0 })
    .where('organizationId', '=', tx.scope.organizationId)
    .where('id', '=', id)
    .where('leaseOwner', '=', owner)
    .where('status', 'in', ['running', 'undoing'])
    .returningAll()
    .executeTakeFirst();
  return row && stateOf(row);
}

async function failed(tx: CrmTx, { state: { id }, owner }: Claim, giveUp: (state: ImportState) => ImportDecision): Promise<void> {
  const row = await tx.kysely
    .updateTable('imports')
    .set((eb) => ({ attempts: eb('attempts', '+', 1), leaseOwner: null, leaseUntil: sql`now() + make_interval(secs => attempts + 1)` }))
    .where('organizationId', '=', tx.scope.organizationId)
    .where('id', '=', id)
    .where('leaseOwner', '=', owner)
    .returningAll()
    .executeTakeFirst();
  if (row !== undefined && row.attempts >= maxAttempts) await saveImport(tx, giveUp(stateOf(row)));
}
