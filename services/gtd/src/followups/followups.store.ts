import type { Decision } from '@crm-gtd/shared/contracts/define.ts';
import { appendEvents } from '@crm-gtd/shared/messaging/outbox.ts';
import { sql } from 'kysely';
import type { GtdTx } from '../db.ts';
import { remove, type TaskState } from '../tasks/task.ts';
import { insertTask, lockTask, saveTask } from '../tasks/task-rows.store.ts';
import { type Locale, untouched } from './followup.ts';

/** One event of a deal in the order crm gave it, which need not be the order of arrival. */
export type DealEvent = Readonly<{ dealId: string; sequence: number }>;

export async function rememberLocale(tx: GtdTx, organizationId: string, locale: Locale): Promise<void> {
  await tx.kysely
    .insertInto('organizationSettings')
    .values({ organizationId, locale })
    .onConflict((conflict) => conflict.column('organizationId').doUpdateSet({ locale }))
    .execute();
}

/** Polish until the organization's own event has arrived. */
async function localeOf(tx: GtdTx): Promise<Locale> {
  const row = await tx.kysely.selectFrom('organizationSettings').select('locale').executeTakeFirst();
  return row?.locale === 'en' ? 'en' : 'pl';
}

/**
 * Wins and reopenings of a deal travel separately. Both take the deal's row first, so that whichever comes second sees what the
 * other did: a win that a later reopening already undid makes no task.
 */
async function lastReopening(tx: GtdTx, { dealId, sequence }: DealEvent): Promise<number> {
  const row = await tx.kysely
    .insertInto('dealReopenings')
    .values({ organizationId: tx.scope.organizationId, dealId, sequence })
    .onConflict((conflict) =>
      conflict
        .columns(['organizationId', 'dealId'])
        .doUpdateSet((eb) => ({ sequence: sql<number>`greatest(${eb.ref('dealReopenings.sequence')}, excluded.sequence)` })),
    )
    .returning('sequence')
    .executeTakeFirstOrThrow();
  return row.sequence;
}

const never = 0;

export async function addFollowUp(tx: GtdTx, won: DealEvent, make: (locale: Locale) => Decision<TaskState>): Promise<void> {
  const [reopened, locale] = await Promise.all([lastReopening(tx, { ...won, sequence: never }), localeOf(tx)]);
  if (reopened > won.sequence) return;
  const { next, events } = make(locale);
  const row = { organizationId: tx.scope.organizationId, taskId: next.id, dealId: won.dealId, wonSequence: won.sequence };
  await Promise.all([insertTask(tx, next), tx.kysely.insertInto('followups').values(row).execute(), appendEvents(tx, events)]);
}

/** Takes away what earlier wins made, unless somebody has worked on it since. */
export async function removeFollowUps(tx: GtdTx, reopened: DealEvent, now: Date): Promise<void> {
  await lastReopening(tx, reopened);
  const rows = await tx.kysely
    .selectFrom('followups')
    .select('taskId')
    .where('dealId', '=', reopened.dealId)
    .where('wonSequence', '<', reopened.sequence)
    .orderBy('taskId')
    .execute();
  const tasks = await Promise.all(rows.map(({ taskId }) => lockTask(tx, taskId)));
  const removed = tasks.filter(untouched).map((task) => remove(task, now, reopened.dealId));
  await Promise.all([
    ...removed.map(({ next }) => saveTask(tx, next)),
    appendEvents(
      tx,
      removed.flatMap(({ events }) => events),
    ),
  ]);
}
