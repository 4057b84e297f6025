import { isUniqueViolation } from '../database/database-faults.ts';
import type { TenantDb, Tx } from '../database/tenant-db.ts';
import { AppError } from '../errors/app-error.ts';
import { deterministicId } from '../ids.ts';
import type { Command, Scope } from '../service/scope.ts';

/**
 * A command that its caller may repeat leaves a mark beside its events, in the same transaction and under its own id: a process
 * may die between commit and answer, and the repetition then finds the mark instead of writing a second time. The marks lie in
 * the inbox, which is just that: what was done already. A command without events leaves none.
 */
const CONSUMER = 'command';

export type CommandMark = Readonly<{ id: string; notes: string }>;

/** Units of one command that have committed: each further one has a mark of its own. */
const committed = new WeakMap<Command, number>();
const marked = new WeakSet<object>();

/** What the unit's first events are stored with; undefined when there is nothing to mark. */
export function markOf(tx: Omit<Tx<unknown>, 'kysely'>): CommandMark | undefined {
  const { command } = tx.scope;
  if (command === undefined || marked.has(tx)) return undefined;
  marked.add(tx);
  const part = committed.get(command) ?? 0;
  tx.afterCommit(() => void committed.set(command, part + 1));
  return { id: part === 0 ? command.id : deterministicId(command.id, String(part)), notes: notesOf(command) };
}

/** Under this name the inbox keeps the ids of what the command changed. */
const notesOf = ({ id }: Command): string => `${CONSUMER}:${id}`;

/** The plain insert is meant to fail: statements may have gone out together with COMMIT, and only a fault stops that. */
export const markSql = `, marked as (
  insert into msg_inbox (consumer, event_id) values ('${CONSUMER}', $9::uuid)
), noted as (
  insert into msg_inbox (consumer, event_id) select distinct $10, aggregate_id from facts on conflict do nothing
)`;

export const isMarkedAlready = (error: unknown): boolean => isUniqueViolation(error, 'msg_inbox_pkey');

/** Ids of what the command changed, the first time it ran; undefined when it has not. */
async function changedBy(db: TenantDb<unknown>, scope: Scope, command: Command): Promise<string[] | undefined> {
  const sql = `select consumer, event_id from msg_inbox where (consumer = '${CONSUMER}' and event_id = $1::uuid) or consumer = $2`;
  const rows = await db.withTenant(scope, (tx) => tx.sql<{ consumer: string; event_id: string }>(sql, [command.id, notesOf(command)]));
  if (!rows.some(({ consumer }) => consumer === CONSUMER)) return undefined;
  return rows.filter(({ consumer }) => consumer !== CONSUMER).map(({ event_id }) => event_id);
}

/**
 * Runs a command that may have run before. A repetition is asked about first: the rules would refuse what has become true
 * already. Two at once are told apart by the mark.
 */
export async function onceOnly<T>(db: TenantDb<unknown>, scope: Scope | undefined, work: () => Promise<T>): Promise<T> {
  const command = scope?.command;
  if (scope === undefined || command === undefined) return work();
  const refuseIfDone = async (): Promise<void> => {
    const changed = await changedBy(db, scope, command);
    if (changed) throw new AppError('IDEMPOTENCY_APPLIED', { changed });
  };
  if (command.repeated) await refuseIfDone();
  try {
    return await work();
  } catch (error) {
    if (isMarkedAlready(error)) await refuseIfDone();
    throw error;
  }
}
