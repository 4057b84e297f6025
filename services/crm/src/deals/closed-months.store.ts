import type { ClosedMonth, closedMonths } from '@crm-gtd/shared/contracts/crm/deals.ts';
import type { InputOf } from '@crm-gtd/shared/contracts/define.ts';
import type { Page } from '@crm-gtd/shared/contracts/paging.ts';
import { sql } from 'kysely';
import type { CrmTx } from '../db.ts';
import { monthsFrom, readMonthCursor, writeMonthCursor } from './closed-month.ts';
import { summedBeyond, summedValue } from './deal-sums.store.ts';

/** Where months begin for whom no person asks. */
const homeTimeZone = 'Europe/Warsaw';

/**
 * The months of a page are counted back from the newest that has a closed deal, so that a pause of years is one step; each
 * page reads the deals of its own months alone.
 */
export async function monthsOf(tx: CrmTx, query: InputOf<typeof closedMonths>): Promise<Page<ClosedMonth>> {
  const zone = tx.scope.timeZone ?? homeTimeZone;
  const before = readMonthCursor(query.cursor);
  const end = before === undefined ? sql<Date>`'infinity'::timestamptz` : sql<Date>`(${`${before}-01`}::timestamp at time zone ${zone})`;
  const closed = tx.kysely
    .selectFrom('deals')
    .where('deals.organizationId', '=', tx.scope.organizationId)
    .where('deals.status', '!=', 'open')
    .where('deals.deletedAt', 'is', null)
    .$if(query.pipelineId !== undefined, (deals) => deals.where('deals.pipelineId', '=', query.pipelineId ?? ''));
  const newest = await closed
    .where('deals.closedAt', '<', end)
    .select((deals) => deals.fn.max('deals.closedAt').as('at'))
    .executeTakeFirst();
  if (!newest?.at) return { items: [], nextCursor: null };

  const monthOf = (instant: unknown) => sql<Date>`date_trunc('month', ${instant} at time zone ${zone})`;
  const from = sql<Date>`((${monthOf(sql`${newest.at}::timestamptz`)} - make_interval(months => ${query.limit - 1}::int)) at time zone ${zone})`;
  const [rows, older] = await Promise.all([
    closed
      .where('deals.closedAt', '>=', from)
      .where('deals.closedAt', '<', end)
      .select([
        sql<string>`to_char(deals.closed_at at time zone ${zone}, 'YYYY-MM')`.as('month'),
        'deals.status',
        'deals.currency',
        sql<number>`count(*)`.as('deals'),
        summedValue().as('amount'),
        summedBeyond().as('beyond'),
      ])
      .groupBy(['month', 'deals.status', 'deals.currency'])
      .orderBy('month', 'desc')
      .orderBy('deals.currency')
      .execute(),
    closed.where('deals.closedAt', '<', from).select('deals.id').limit(1).executeTakeFirst(),
  ]);
  const items = monthsFrom(rows.map(({ beyond, ...row }) => ({ ...row, beyond: Boolean(beyond) })));
  const last = items.at(-1);
  return { items, nextCursor: older === undefined || last === undefined ? null : writeMonthCursor(last.month) };
}
