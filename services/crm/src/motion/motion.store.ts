import { appendEvents } from '@crm-gtd/shared/messaging/outbox.ts';
import type { Scope } from '@crm-gtd/shared/service/scope.ts';
import type { CrmDb, CrmTx } from '../db.ts';
import { type Commitment, changeOf, type MovingDeal, wakeOn } from './motion.ts';

type CommitmentKey = Pick<Commitment, 'kind' | 'id'>;

/** Keeps the commitment as its newest event told it and judges the deals it names now and named before. */
export async function keepCommitment(tx: CrmTx, key: CommitmentKey, state: Commitment | undefined, today: string): Promise<void> {
  const before = await tx.kysely
    .selectFrom('commitments')
    .select('dealId')
    .where('kind', '=', key.kind)
    .where('id', '=', key.id)
    .forUpdate()
    .executeTakeFirst();
  const dealIds = [...new Set([before?.dealId, state?.dealId])].filter((id) => id !== undefined);
  // Locked before the commitment is written: whoever judges one of these deals at the same time waits, and then sees it.
  const deals = await lockDeals(tx, dealIds);
  await (state === undefined ? forget(tx, key) : write(tx, state, today));
  await judge(tx, deals, today);
}

/** Judges deals anew: when a deferral has come, or a deal is open again. */
export async function judgeDeals(tx: CrmTx, dealIds: readonly string[], today: string): Promise<void> {
  await judge(tx, await lockDeals(tx, dealIds), today);
}

/** Of this organization: deals with a deferral that has come. Each is judged, and its commitments wait no more. */
export async function wakeDeals(db: CrmDb, scope: Scope, today: string): Promise<void> {
  await db.withTenant(scope, async (tx) => {
    const due = await tx.kysely.selectFrom('commitments').select('dealId').distinct().where('wakeOn', '<=', today).execute();
    const dealIds = due.map(({ dealId }) => dealId);
    if (dealIds.length === 0) return;
    const deals = await lockDeals(tx, dealIds);
    await tx.kysely.updateTable('commitments').set({ wakeOn: null }).where('dealId', 'in', dealIds).where('wakeOn', '<=', today).execute();
    await judge(tx, deals, today);
  });
}

/** Across tenants, and so by a function that tells nothing but their ids. */
export async function organizationsToWake(db: CrmDb, today: string): Promise<string[]> {
  const found = await db.withoutTenant((tx) => tx.sql<{ id: string }>('select organizations_to_wake($1) as id', [today]));
  return found.map(({ id }) => id);
}

/** In one order everywhere, so that two units with several deals cannot deadlock. */
async function lockDeals(tx: CrmTx, ids: readonly string[]): Promise<MovingDeal[]> {
  if (ids.length === 0) return [];
  const rows = await tx.kysely
    .selectFrom('deals')
    .select(['id', 'pipelineId', 'companyId', 'contactId', 'status', 'motion', 'deletedAt'])
    .where('id', 'in', ids)
    .orderBy('id')
    .forUpdate()
    .execute();
  return rows.map(({ deletedAt, status, motion, ...row }) => ({
    ...row,
    status: status as MovingDeal['status'],
    motion: motion as MovingDeal['motion'],
    isDeleted: deletedAt !== null,
  }));
}

async function write(tx: CrmTx, state: Commitment, today: string): Promise<void> {
  const { kind, id, ...rest } = state;
  const values = { ...rest, wakeOn: wakeOn(state, today) };
  await tx.kysely
    .insertInto('commitments')
    .values({ ...values, kind, id, organizationId: tx.scope.organizationId })
    .onConflict((conflict) => conflict.columns(['organizationId', 'kind', 'id']).doUpdateSet(values))
    .execute();
}

const forget = (tx: CrmTx, { kind, id }: CommitmentKey) =>
  tx.kysely.deleteFrom('commitments').where('kind', '=', kind).where('id', '=', id).execute();

/** The version stays: nobody's edit shall be refused because a task was ticked off. */
async function judge(tx: CrmTx, deals: readonly MovingDeal[], today: string): Promise<void> {
  if (deals.length === 0) return;
  const commitments = await commitmentsOf(
    tx,
    deals.map(({ id }) => id),
  );
  const changes = deals.flatMap((deal) => {
    const change = changeOf(
      deal,
      commitments.filter(({ dealId }) => dealId === deal.id),
      today,
    );
    return change === undefined ? [] : [{ id: deal.id, ...change }];
  });
  await Promise.all([
    ...changes.map(({ id, motion }) => tx.kysely.updateTable('deals').set({ motion }).where('id', '=', id).execute()),
    appendEvents(
      tx,
      changes.map(({ event }) => event),
    ),
  ]);
}

async function commitmentsOf(tx: CrmTx, dealIds: readonly string[]): Promise<Commitment[]> {
  const rows = await tx.kysely
    .selectFrom('commitments')
    .select(['kind', 'id', 'dealId', 'isOpen', 'list', 'deferUntil'])
    .where('dealId', 'in', dealIds)
    .where('isOpen', '=', true)
    .execute();
  return rows.map((row) => ({ ...row, kind: row.kind as Commitment['kind'], list: row.list as Commitment['list'] }));
}
