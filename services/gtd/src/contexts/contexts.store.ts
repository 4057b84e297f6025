import type { Context } from '@crm-gtd/shared/contracts/gtd/tasks.ts';
import { isForeignKeyViolation, isUniqueViolation } from '@crm-gtd/shared/database/database-faults.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import { appendEvents } from '@crm-gtd/shared/messaging/outbox.ts';
import type { Scope } from '@crm-gtd/shared/service/scope.ts';
import { shownName } from '../context-names.ts';
import type { GtdDb, GtdTx } from '../db.ts';
import { type Arrangement, type ContextState, create, type Removal } from './context.ts';

export type ContextsStore = Readonly<{
  list(scope: Scope): Promise<Context[]>;
  create(scope: Scope, context: Omit<ContextState, 'position' | 'nameKey'>, now: Date): Promise<Context>;
  arrange(scope: Scope, decide: (current: readonly ContextState[]) => Arrangement, now: Date): Promise<Context[]>;
}>;

/** A list of contexts is one page: nobody works in more places. */
const mostContexts = 200;

export const contextsStore = (db: GtdDb): ContextsStore => ({
  list: (scope) => db.withTenant(scope, (tx) => tx.lastly(async () => shown(scope, await all(tx)))),
  create: (scope, context, now) =>
    explained(
      db.withTenant(scope, async (tx) => {
        const existing = await all(tx);
        requireRoom(existing.length + 1);
        const { next, events } = create({ ...context, nameKey: null, position: (existing.at(-1)?.position ?? -1) + 1 });
        await tx.lastly(() =>
          Promise.all([
            tx.kysely
              .insertInto('contexts')
              .values(rowOf(tx, next, now))
              .execute(),
            appendEvents(tx, events),
          ]),
        );
        return contextOf(scope, next);
      }),
    ),
  arrange: (scope, decide, now) => explained(db.withTenant(scope, (tx) => save(tx, decide, now))),
});

const requireRoom = (count: number): void => {
  if (count <= mostContexts) return;
  throw new AppError('REQUEST_INVALID', { errors: [{ path: 'name', code: 'too_many', message: `At most ${mostContexts} contexts` }] });
};

const columns = ['id', 'name', 'icon', 'position', 'nameKey'] as const;

const ordered = (tx: GtdTx) => tx.kysely.selectFrom('contexts').select(columns).orderBy('position').orderBy('id').limit(mostContexts);
const all = (tx: GtdTx): Promise<ContextState[]> => ordered(tx).execute();

const contextOf = ({ locale }: Scope, { nameKey, ...context }: ContextState): Context => ({
  ...context,
  name: shownName({ ...context, nameKey }, locale),
});
const shown = (scope: Scope, contexts: readonly ContextState[]): Context[] => contexts.map((context) => contextOf(scope, context));

const rowOf = (tx: GtdTx, context: ContextState, now: Date) => ({ ...context, organizationId: tx.scope.organizationId, createdAt: now });

/** Removed ones first, since a new one may want their name; then names in two steps, since two may swap theirs. */
async function save(tx: GtdTx, decide: (current: readonly ContextState[]) => Arrangement, now: Date): Promise<Context[]> {
  const current = await ordered(tx).forUpdate().execute();
  const { next, removed, events } = decide(current);
  requireRoom(next.length);
  await emptyOut(tx, removed);
  if (removed.length > 0) await tx.kysely.deleteFrom('contexts').where('id', 'in', idsOf(removed)).execute();
  const renamed = next.filter(({ id, name }) => current.some((before) => before.id === id && before.name !== name));
  for (const { id } of renamed)
    await tx.kysely
      .updateTable('contexts')
      .set({ name: `\u2060${id}` })
      .where('id', '=', id)
      .execute();
  for (const context of next) await write(tx, context, current, now);
  await tx.lastly(() => appendEvents(tx, events));
  return shown(tx.scope, next);
}

const idsOf = (removed: readonly Removal[]): string[] => removed.map(({ id }) => id);

async function write(tx: GtdTx, context: ContextState, current: readonly ContextState[], now: Date): Promise<void> {
  const before = current.find(({ id }) => id === context.id);
  if (before === undefined) {
    await tx.kysely
      .insertInto('contexts')
      .values(rowOf(tx, context, now))
      .execute();
    return;
  }
  const { id, ...fields } = context;
  if (JSON.stringify(before) !== JSON.stringify(context))
    await tx.kysely.updateTable('contexts').set(fields).where('id', '=', id).execute();
}

/** What is done in a context that goes, goes where it was said; unsaid, a context with actions stays. */
async function emptyOut(tx: GtdTx, removed: readonly Removal[]): Promise<void> {
  for (const { id, moveTo } of removed) {
    if (moveTo === undefined) await requireUnused(tx, id);
    else await tx.kysely.updateTable('tasks').set({ contextId: moveTo }).where('contextId', '=', id).execute();
  }
}

async function requireUnused(tx: GtdTx, id: string): Promise<void> {
  const used = await tx.kysely.selectFrom('tasks').select('id').where('contextId', '=', id).limit(1).executeTakeFirst();
  if (used !== undefined) throw new AppError('GTD_CONTEXT_IN_USE', { contextId: id });
}

const explained = <T>(work: Promise<T>): Promise<T> =>
  work.catch((error: unknown) => {
    // An action that came into the context just now.
    if (isForeignKeyViolation(error, 'tasks_organization_id_context_id_fkey'))
      throw new AppError('GTD_CONTEXT_IN_USE', {}, { cause: error });
    if (!isUniqueViolation(error, 'contexts_organization_id_name_key')) throw error;
    throw new AppError(
      'REQUEST_INVALID',
      { errors: [{ path: 'name', code: 'taken', message: 'A context of this name exists' }] },
      { cause: error },
    );
  });

/** Only those that are not there yet are made and told of: the reaction may run again, and a name may be in use. */
export async function addContexts(tx: GtdTx, contexts: readonly ContextState[], now: Date): Promise<void> {
  const rows = contexts.map((context) => rowOf(tx, context, now));
  const made = await tx.kysely
    .insertInto('contexts')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .returning(columns)
    .execute();
  await appendEvents(
    tx,
    made.flatMap((context) => create(context).events),
  );
}
