import type { OutputOf } from '@crm-gtd/shared/contracts/define.ts';
import type { summary } from '@crm-gtd/shared/contracts/gtd/tasks.ts';
import { mondayOf } from '@crm-gtd/shared/text/calendar-day.ts';
import { type ExpressionBuilder, type ExpressionWrapper, type SelectQueryBuilder, type SqlBool, sql } from 'kysely';
import type { GtdTx } from '../db.ts';
import type { DB } from '../generated/db-types.ts';

/** Nobody acts on the difference between 1,000 and more, and counting on would cost. */
const countLimit = 1_000;

/** The day that is today for the asking user, and where he reckons it. */
export type Today = Readonly<{ day: string; timeZone: string }>;

type TaskConditions = ExpressionBuilder<DB, 'tasks'>;
type Condition = ExpressionWrapper<DB, 'tasks', SqlBool>;

export const isAvailable = (eb: TaskConditions, today: string): Condition =>
  eb.or([eb('tasks.deferUntil', 'is', null), eb('tasks.deferUntil', '<=', today)]);

/** Promised or planned for today, or before and not done. */
export const isForToday = (eb: TaskConditions, today: string): Condition =>
  eb.or([eb('tasks.dueDate', '<=', today), eb('tasks.scheduledOn', '<=', today)]);

/** A promise broken, or a plan whose day is past while nothing is promised for today. */
const isOverdue = (eb: TaskConditions, today: string): Condition =>
  eb.or([
    eb('tasks.dueDate', '<', today),
    eb.and([eb('tasks.scheduledOn', '<', today), eb.or([eb('tasks.dueDate', 'is', null), eb('tasks.dueDate', '!=', today)])]),
  ]);

export async function countAll(tx: GtdTx, { day: today, timeZone }: Today): Promise<OutputOf<typeof summary>> {
  const me = tx.scope.actorId;
  const weekStart = sql<Date>`${mondayOf(today)}::date::timestamp at time zone ${timeZone}`;
  const mine = () => tx.kysely.selectFrom('tasks').where('assigneeId', '=', me);
  const open = () => mine().where('status', '=', 'open').where('list', '=', 'next');
  const available = () => open().where((eb) => isAvailable(eb, today));
  const [inbox, forToday, overdue, next, waiting, completedThisWeek] = await Promise.all([
    countOf(tx, tx.kysely.selectFrom('inboxItems').where('capturedBy', '=', me).where('status', '=', 'open')),
    countOf(
      tx,
      available().where((eb) => isForToday(eb, today)),
    ),
    countOf(
      tx,
      available().where((eb) => isOverdue(eb, today)),
    ),
    countOf(tx, available()),
    countOf(tx, tx.kysely.selectFrom('waitingFors').where('ownerId', '=', me).where('status', '=', 'open')),
    countOf(tx, mine().where('status', '=', 'completed').where('completedAt', '>=', weekStart)),
  ]);
  return { inbox, today: forToday, overdue, next, waiting, completedThisWeek };
}

async function countOf<T extends keyof DB>(tx: GtdTx, rows: SelectQueryBuilder<DB, T, object>): Promise<number> {
  const limited = rows
    .select((eb) => eb.lit(1).as('one'))
    .limit(countLimit)
    .as('limited');
  const { count } = await tx.kysely
    .selectFrom(limited)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}
