import type { Decision } from '@crm-gtd/shared/contracts/define.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import type { ErrorCode } from '@crm-gtd/shared/errors/codes.ts';
import { appendEvents } from '@crm-gtd/shared/messaging/outbox.ts';
import type { RecordState } from '@crm-gtd/shared/records/record.ts';
import type { CrmTx } from './db.ts';

/** How one kind of record is locked and saved. */
export type RecordTable<S extends RecordState, D extends Decision<S>> = Readonly<{
  notFound: ErrorCode;
  /** Deleted records too: the decision says whether it wants them. */
  lock(tx: CrmTx, id: string): Promise<S | undefined>;
  /** References of `decision.next` that changed: refuses unknown ones and gives the state with their names. */
  resolve?(tx: CrmTx, decision: D, before: S | undefined): Promise<S>;
  /** Starts the statements that store `next` and whatever else the decision says. */
  save(tx: CrmTx, next: S, decision: D): Promise<unknown>;
}>;

/**
 * Locks the record, decides, saves with the next version and appends the events: two round trips, the second with COMMIT in it.
 * `decide` is synchronous, so nobody can wait for the network while the row is locked. A decision without events changed nothing.
 * `load` reads, beside the lock, what else the decision has to know.
 */
export async function updateRecord<S extends RecordState, D extends Decision<S>, C = undefined>(
  tx: CrmTx,
  table: RecordTable<S, D>,
  id: string,
  decide: (state: S, context: C) => D,
  load?: () => Promise<C>,
): Promise<S> {
  const [before, context] = await Promise.all([table.lock(tx, id), load?.()]);
  if (before === undefined) throw new AppError(table.notFound);
  const decision = decide(before, context as C);
  if (decision.events.length === 0) return before;
  const resolved = table.resolve === undefined ? decision.next : await table.resolve(tx, decision, before);
  const next = { ...resolved, version: before.version + 1 };
  await tx.lastly(() => Promise.all([table.save(tx, next, decision), appendEvents(tx, decision.events)]));
  return next;
}

/** References to another organization's record, or to a deleted one, are answered like references to nothing. */
export const unknownReference = (field: string): AppError =>
  new AppError('REFERENCE_UNKNOWN', { errors: [{ path: field, code: 'unknown', message: 'No such record' }] });

export const isoOrNull = (value: Date | null): string | null => (value === null ? null : value.toISOString());
