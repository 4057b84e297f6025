import type { Decision, InputOf } from '@crm-gtd/shared/contracts/define.ts';
import type { listWaitingFors, WaitingFor } from '@crm-gtd/shared/contracts/gtd/waiting.ts';
import type { Page } from '@crm-gtd/shared/contracts/paging.ts';
import { listQuery } from '@crm-gtd/shared/database/list-query.ts';
import { foundBy } from '@crm-gtd/shared/database/search.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import { appendEvents } from '@crm-gtd/shared/messaging/outbox.ts';
import type { Scope } from '@crm-gtd/shared/service/scope.ts';
import { type Selectable, type SqlBool, sql } from 'kysely';
import type { GtdDb, GtdTx } from '../db.ts';
import type { WaitingFor as WaitingRow } from '../generated/db-types.ts';
import type { WaitingState } from './waiting-for.ts';

type Query = InputOf<typeof listWaitingFors>;

export type WaitingStore = Readonly<{
  list(scope: Scope, query: Query): Promise<Page<WaitingFor>>;
  create(scope: Scope, decision: Decision<WaitingState>): Promise<WaitingFor>;
  update(scope: Scope, id: string, decide: (waiting: WaitingState) => Decision<WaitingState>): Promise<WaitingFor>;
}>;

export const waitingStore = (db: GtdDb): WaitingStore => ({
  list: (scope, query) => db.withTenant(scope, (tx) => tx.lastly(() => listPage(tx, query))),
  create: (scope, { next, events }) =>
    db.withTenant(scope, async (tx) => {
      await tx.lastly(() => Promise.all([insertWaiting(tx, next), appendEvents(tx, events)]));
      return waitingOf(next);
    }),
  update: (scope, id, decide) =>
    db.withTenant(scope, async (tx) => {
      const { next, events } = decide(await lockWaiting(tx, id));
      await tx.lastly(() => Promise.all([saveWaiting(tx, next), appendEvents(tx, events)]));
      return waitingOf(next);
    }),
});

/** One's own; beside a record, everybody's that belong to it. */
async function listPage(tx: GtdTx, query: Query): Promise<Page<WaitingFor>> {
  const list = listQuery(query, { filters: {}, sorts: { openedAt: { column: 'openedAt', type: 'timestamptz' } }, defaultSort: 'openedAt' });
  const found = foundBy(query.q, 'waitingFor', 'id');
  const onRecord = [query.dealId, query.contactId, query.companyId].some((id) => id !== undefined);
  const rows = await tx.kysely
    .selectFrom('waitingFors')
    .selectAll()
    .where('status', '=', query.status)
    .$if(found !== undefined, (q) => q.where(found ?? sql<SqlBool>`true`))
    .$if(!onRecord && tx.scope.role !== 'SERVICE', (q) => q.where('ownerId', '=', tx.scope.actorId))
    .$if(query.dealId !== undefined, (q) => q.where('dealId', '=', query.dealId ?? null))
    .$if(query.contactId !== undefined, (q) => q.where('contactId', '=', query.contactId ?? null))
    .$if(query.companyId !== undefined, (q) => q.where('companyId', '=', query.companyId ?? null))
    .$call(list.apply)
    .execute();
  return list.page(rows, (row) => waitingOf(stateOf(row)));
}

const stateOf = (row: Selectable<WaitingRow>): WaitingState => ({
  id: row.id,
  title: row.title,
  notes: row.notes,
  personId: row.personId,
  followUpOn: row.followUpOn,
  links: { contactId: row.contactId, companyId: row.companyId, dealId: row.dealId },
  status: row.status as WaitingState['status'],
  ownerId: row.ownerId,
  inboxItemId: row.inboxItemId,
  openedAt: row.openedAt.toISOString(),
  resolvedAt: row.resolvedAt?.toISOString() ?? null,
  version: row.version,
});

const waitingOf = ({ ownerId: _ownerId, inboxItemId: _inboxItemId, ...waiting }: WaitingState): WaitingFor => waiting;

async function lockWaiting(tx: GtdTx, id: string): Promise<WaitingState> {
  const row = await tx.kysely.selectFrom('waitingFors').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (!row) throw new AppError('GTD_WAITING_NOT_FOUND');
  return stateOf(row);
}

export async function lockWaitingOf(tx: GtdTx, inboxItemId: string): Promise<WaitingState | undefined> {
  const row = await tx.kysely
    .selectFrom('waitingFors')
    .selectAll()
    .where('inboxItemId', '=', inboxItemId)
    .where('status', '!=', 'deleted')
    .forUpdate()
    .executeTakeFirst();
  return row && stateOf(row);
}

const columnsOf = ({ links, ...waiting }: WaitingState) => ({ ...waiting, ...links });

export async function insertWaiting(tx: GtdTx, waiting: WaitingState): Promise<void> {
  await tx.kysely
    .insertInto('waitingFors')
    .values({ ...columnsOf(waiting), organizationId: tx.scope.organizationId })
    .execute();
}

export async function saveWaiting(tx: GtdTx, waiting: WaitingState): Promise<void> {
  const { id, ...columns } = columnsOf(waiting);
  await tx.kysely.updateTable('waitingFors').set(columns).where('id', '=', id).execute();
}
