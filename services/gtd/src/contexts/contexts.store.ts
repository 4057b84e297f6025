import type { Context } from '@crm-gtd/shared/contracts/gtd/tasks.ts';
import { isUniqueViolation } from '@crm-gtd/shared/database/database-faults.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import { appendEvents } from '@crm-gtd/shared/messaging/outbox.ts';
import type { Scope } from '@crm-gtd/shared/service/scope.ts';
import type { GtdDb, GtdTx } from '../db.ts';
import { type ContextState, create } from './context.ts';

export type ContextsStore = Readonly<{
  list(scope: Scope): Promise<Context[]>;
  create(scope: Scope, context: Omit<ContextState, 'position'>, now: Date): Promise<Context>;
}>;

/** A list of contexts is one page: nobody works in more places. */
const mostContexts = 200;

export const contextsStore = (db: GtdDb): ContextsStore => ({
  list: (scope) => db.withTenant(scope, (tx) => tx.lastly(() => all(tx))),
  create: (scope, context, now) =>
    nameTaken(
      db.withTenant(scope, async (tx) => {
        const existing = await all(tx);
        if (existing.length >= mostContexts)
          throw new AppError('REQUEST_INVALID', {
            errors: [{ path: 'name', code: 'too_many', message: `At most ${mostContexts} contexts` }],
          });
        const { next, events } = create({ ...context, position: (existing.at(-1)?.position ?? -1) + 1 });
        await tx.lastly(() =>
          Promise.all([
            tx.kysely
              .insertInto('contexts')
              .values(rowOf(tx, next, now))
              .execute(),
            appendEvents(tx, events),
          ]),
        );
        return next;
      }),
    ),
});

const all = (tx: GtdTx): Promise<Context[]> =>
  tx.kysely
    .selectFrom('contexts')
    .select(['id', 'name', 'icon', 'position'])
    .orderBy('position')
    .orderBy('id')
    .limit(mostContexts)
    .execute();

const rowOf = (tx: GtdTx, context: ContextState, now: Date) => ({ ...context, organizationId: tx.scope.organizationId, createdAt: now });

const nameTaken = <T>(work: Promise<T>): Promise<T> =>
  work.catch((error: unknown) => {
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
    .returning(['id', 'name', 'icon', 'position'])
    .execute();
  await appendEvents(
    tx,
    made.flatMap((context) => create(context).events),
  );
}
