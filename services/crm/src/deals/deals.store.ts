import type {
  boardSums,
  ClosedMonth,
  closedMonths,
  Deal,
  dealBuyer,
  listDeals,
  stageHistory,
} from '@crm-gtd/shared/contracts/crm/deals.ts';
import type { InputOf, OutputOf } from '@crm-gtd/shared/contracts/define.ts';
import type { Page } from '@crm-gtd/shared/contracts/paging.ts';
import { isForeignKeyViolation } from '@crm-gtd/shared/database/database-faults.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import { newId } from '@crm-gtd/shared/ids.ts';
import { appendEvents } from '@crm-gtd/shared/messaging/outbox.ts';
import type { Scope } from '@crm-gtd/shared/service/scope.ts';
import { sql } from 'kysely';
import type { CrmDb, CrmTx } from '../db.ts';
import { type RecordTable, unknownReference, updateRecord } from '../record.store.ts';
import { monthsOf } from './closed-months.store.ts';
import type { DealDecision, DealState, Place } from './deal.ts';
import { dealRows, dealState, personName } from './deal-rows.store.ts';
import { summedBeyond, summedValue } from './deal-sums.store.ts';
import { sumOf, weightedSum } from './deal-sums.ts';
import { listPage } from './deals-list.store.ts';

type Buyer = InputOf<typeof dealBuyer>;
type Wanted = Readonly<{ pipelineId?: string | undefined; stageId?: string | undefined }>;

export type DealsStore = Readonly<{
  list(scope: Scope, query: InputOf<typeof listDeals>): Promise<Page<Deal>>;
  sums(scope: Scope, pipelineId: string): Promise<OutputOf<typeof boardSums>['items']>;
  closedMonths(scope: Scope, query: InputOf<typeof closedMonths>): Promise<Page<ClosedMonth>>;
  get(scope: Scope, id: string): Promise<Deal>;
  buyer(scope: Scope, of: Buyer): Promise<OutputOf<typeof dealBuyer>>;
  history(scope: Scope, id: string): Promise<OutputOf<typeof stageHistory>['items']>;
  /** `decide` learns the pipeline that is named, or holds the named stage, or is the default. */
  create(scope: Scope, wanted: Wanted, decide: (place: Place | undefined) => DealDecision): Promise<Deal>;
  update(scope: Scope, id: string, decide: (deal: DealState) => DealDecision): Promise<Deal>;
  /** `decide` learns the deal's own pipeline. */
  move(scope: Scope, id: string, decide: (deal: DealState, place: Place | undefined) => DealDecision): Promise<Deal>;
}>;

export function dealsStore(db: CrmDb): DealsStore {
  return {
    list: (scope, query) => db.withTenant(scope, (tx) => listPage(tx, query)),
    sums: (scope, pipelineId) => db.withTenant(scope, (tx) => tx.lastly(() => sumsOf(tx, pipelineId))),
    closedMonths: (scope, query) => db.withTenant(scope, (tx) => monthsOf(tx, query)),
    get: (scope, id) => db.withTenant(scope, (tx) => tx.lastly(() => getLive(tx, id))),
    buyer: (scope, of) => db.withTenant(scope, (tx) => buyerOf(tx, of)),
    history: (scope, id) => db.withTenant(scope, (tx) => tx.lastly(() => stepsOf(tx, id))),
    create: (scope, wanted, decide) => stageGone(db.withTenant(scope, (tx) => insert(tx, wanted, decide))),
    update: (scope, id, decide) => db.withTenant(scope, (tx) => updateRecord(tx, table, id, decide)),
    move: (scope, id, decide) => stageGone(db.withTenant(scope, (tx) => updateRecord(tx, table, id, decide, () => placeOfDeal(tx, id)))),
  };
}

/** `motion` stays out: its own slice writes it, at any time. */
function fieldsOf({ value, companyName: _, contactName: __, motion: ___, id: ____, ...fields }: DealState) {
  return { ...fields, valueAmount: value.amount, currency: value.currency };
}

const table: RecordTable<DealState, DealDecision> = {
  notFound: 'CRM_DEAL_NOT_FOUND',
  async lock(tx, id) {
    const row = await dealRows(tx).where('deals.id', '=', id).forUpdate().executeTakeFirst();
    return row && dealState(row);
  },
  resolve: withNames,
  save: saveDeal,
};

export function saveDeal(tx: CrmTx, next: DealState, decision: DealDecision): Promise<unknown> {
  return Promise.all([tx.kysely.updateTable('deals').set(fieldsOf(next)).where('id', '=', next.id).execute(), keepStep(tx, decision)]);
}

/** A stage that was removed while a deal was on its way into it. */
const stageGone = <T>(work: Promise<T>): Promise<T> =>
  work.catch((error: unknown) => {
    if (!isForeignKeyViolation(error, 'deals_organization_id_pipeline_id_stage_id_fkey')) throw error;
    throw new AppError('CRM_STAGE_NOT_FOUND', {}, { cause: error });
  });

async function insert(tx: CrmTx, wanted: Wanted, decide: (place: Place | undefined) => DealDecision): Promise<Deal> {
  const decision = decide(await placeOf(tx, wanted));
  const next = await withNames(tx, decision, undefined);
  const row = { ...fieldsOf(next), id: next.id, organizationId: tx.scope.organizationId };
  await tx.lastly(() =>
    Promise.all([tx.kysely.insertInto('deals').values(row).execute(), keepStep(tx, decision), appendEvents(tx, decision.events)]),
  );
  return next;
}

/** Links that are not changed are not asked for again: what they name may have been deleted since, and the deal keeps it. */
async function withNames(tx: CrmTx, { next }: DealDecision, before: DealState | undefined): Promise<DealState> {
  const [companyName, contactName] = await Promise.all([
    next.companyId === (before?.companyId ?? null) ? next.companyName : companyNamed(tx, next.companyId),
    next.contactId === (before?.contactId ?? null) ? next.contactName : contactNamed(tx, next.contactId),
  ]);
  return { ...next, companyName, contactName };
}

async function companyNamed(tx: CrmTx, id: string | null): Promise<string | null> {
  if (id === null) return null;
  const found = await tx.kysely
    .selectFrom('companies')
    .select('name')
    .where('id', '=', id)
    .where('deletedAt', 'is', null)
    .executeTakeFirst();
  if (found === undefined) throw unknownReference('companyId');
  return found.name;
}

async function contactNamed(tx: CrmTx, id: string | null): Promise<string | null> {
  if (id === null) return null;
  const found = await tx.kysely
    .selectFrom('contacts')
    .select(personName.as('name'))
    .where('id', '=', id)
    .where('deletedAt', 'is', null)
    .executeTakeFirst();
  if (found === undefined) throw unknownReference('contactId');
  return found.name;
}

async function keepStep(tx: CrmTx, { next, step }: DealDecision): Promise<void> {
  if (step === undefined) return;
  const { organizationId, actorId } = tx.scope;
  await tx.kysely
    .insertInto('stageChanges')
    .values({ ...step, id: newId(), organizationId, dealId: next.id, actorId })
    .execute();
}

const stagesOf = (tx: CrmTx) =>
  tx.kysely
    .selectFrom('pipelines')
    .innerJoin('stages', (join) =>
      join.onRef('stages.organizationId', '=', 'pipelines.organizationId').onRef('stages.pipelineId', '=', 'pipelines.id'),
    )
    .select(['pipelines.id as pipelineId', 'stages.id', 'stages.position']);

async function placeOf(tx: CrmTx, { pipelineId, stageId }: Wanted): Promise<Place | undefined> {
  const query = stagesOf(tx);
  if (pipelineId !== undefined) return placeIn(await query.where('pipelines.id', '=', pipelineId).execute());
  if (stageId === undefined) return placeIn(await query.where('pipelines.isDefault', '=', true).execute());
  const found = placeIn(await query.where('stages.id', '=', stageId).execute());
  if (found === undefined) throw new AppError('CRM_STAGE_NOT_FOUND');
  return found;
}

const placeOfDeal = async (tx: CrmTx, dealId: string): Promise<Place | undefined> =>
  placeIn(
    await stagesOf(tx)
      .where('pipelines.id', '=', (one) => one.selectFrom('deals').select('deals.pipelineId').where('deals.id', '=', dealId))
      .execute(),
  );

function placeIn(stages: readonly { pipelineId: string; id: string; position: number }[]): Place | undefined {
  const [first] = stages;
  return first && { pipelineId: first.pipelineId, stages };
}

async function getLive(tx: CrmTx, id: string): Promise<Deal> {
  const row = await dealRows(tx).where('deals.id', '=', id).where('deals.deletedAt', 'is', null).executeTakeFirst();
  if (row === undefined) throw new AppError('CRM_DEAL_NOT_FOUND');
  return dealState(row);
}

async function stepsOf(tx: CrmTx, dealId: string): Promise<OutputOf<typeof stageHistory>['items']> {
  const [deal, steps] = await Promise.all([
    tx.kysely.selectFrom('deals').select('id').where('id', '=', dealId).where('deletedAt', 'is', null).executeTakeFirst(),
    tx.kysely
      .selectFrom('stageChanges')
      .select(['id', 'fromStageId', 'toStageId', 'status', 'actorId', 'changedAt', 'secondsInPrevious'])
      .where('dealId', '=', dealId)
      .orderBy('id')
      .execute(),
  ]);
  if (deal === undefined) throw new AppError('CRM_DEAL_NOT_FOUND');
  return steps.map((step) => ({ ...step, status: step.status as DealState['status'], changedAt: step.changedAt.toISOString() }));
}

/** Every stage of the pipeline, the empty ones too; weights are rounded per stage and currency, half away from zero as PostgreSQL rounds. */
async function sumsOf(tx: CrmTx, pipelineId: string): Promise<OutputOf<typeof boardSums>['items']> {
  const [stages, sums] = await Promise.all([
    tx.kysely.selectFrom('stages').select(['id', 'probability']).where('pipelineId', '=', pipelineId).orderBy('position').execute(),
    tx.kysely
      .selectFrom('deals')
      .select(['stageId', 'currency', sql<number>`count(*)`.as('deals'), summedValue().as('amount'), summedBeyond().as('beyond')])
      .where('pipelineId', '=', pipelineId)
      .where('status', '=', 'open')
      .where('deletedAt', 'is', null)
      .groupBy(['stageId', 'currency'])
      .orderBy('currency')
      .execute(),
  ]);
  if (stages.length === 0) throw new AppError('CRM_PIPELINE_NOT_FOUND');
  return stages.map(({ id, probability }) => {
    const own = sums.filter(({ stageId }) => stageId === id).map((sum) => ({ ...sum, beyond: Boolean(sum.beyond) }));
    return {
      stageId: id,
      count: own.reduce((total, { deals }) => total + deals, 0),
      sums: own.map(sumOf),
      weightedSums: own.map((sum) => weightedSum(sum, probability)),
    };
  });
}

/** Deleted rows are asked too: what was sold was sold to them. */
async function buyerOf(tx: CrmTx, { dealId, companyId, contactId }: Buyer): Promise<OutputOf<typeof dealBuyer>> {
  const [deal, company, contact] = await Promise.all([
    tx.kysely.selectFrom('deals').select('title').where('id', '=', dealId).executeTakeFirst(),
    companyId === null
      ? undefined
      : tx.kysely.selectFrom('companies').select(['name', 'nip']).where('id', '=', companyId).executeTakeFirst(),
    contactId === null
      ? undefined
      : tx.kysely.selectFrom('contacts').select(personName.as('name')).where('contacts.id', '=', contactId).executeTakeFirst(),
  ]);
  if (deal === undefined) throw new AppError('CRM_DEAL_NOT_FOUND');
  return { title: deal.title, name: company?.name ?? contact?.name ?? null, nip: company?.nip ?? null };
}
