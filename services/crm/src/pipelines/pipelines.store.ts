import type { Pipeline } from '@crm-gtd/shared/contracts/crm/pipelines.ts';
import type { Decision, PendingEvent } from '@crm-gtd/shared/contracts/define.ts';
import { isForeignKeyViolation } from '@crm-gtd/shared/database/database-faults.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import { appendEvents } from '@crm-gtd/shared/messaging/outbox.ts';
import type { Scope } from '@crm-gtd/shared/service/scope.ts';
import { sql } from 'kysely';
import type { CrmDb, CrmTx } from '../db.ts';
import { type RecordTable, updateRecord } from '../record.store.ts';
import { shownName } from './default-names.ts';
import type { PipelineState, StageState } from './pipeline.ts';
import type { Arrangement, Removal } from './stages.ts';

/** Brings a stage's deals where the removal says, or refuses; gives what is to be told of them. */
export type EmptyStage = (tx: CrmTx, removal: Removal, pipeline: PipelineState, now: Date) => Promise<readonly PendingEvent[]>;

export type PipelinesStore = Readonly<{
  list(scope: Scope): Promise<Pipeline[]>;
  create(scope: Scope, decision: Decision<PipelineState>): Promise<Pipeline>;
  rename(scope: Scope, id: string, decide: (pipeline: PipelineState) => Decision<PipelineState>): Promise<Pipeline>;
  arrange(scope: Scope, id: string, decide: (pipeline: PipelineState) => Arrangement, now: Date): Promise<Pipeline>;
}>;

export function pipelinesStore(db: CrmDb, emptyStage: EmptyStage): PipelinesStore {
  return {
    list: (scope) => db.withTenant(scope, (tx) => tx.lastly(() => all(tx))),
    create: async (scope, decision) => pipelineOf(await db.withTenant(scope, (tx) => tx.lastly(() => insert(tx, decision))), scope.locale),
    rename: async (scope, id, decide) => pipelineOf(await db.withTenant(scope, (tx) => updateRecord(tx, table, id, decide)), scope.locale),
    arrange: async (scope, id, decide, now) =>
      pipelineOf(await inUse(db.withTenant(scope, (tx) => saveStages(tx, id, decide, { emptyStage, now }))), scope.locale),
  };
}

const stageOf = ({ nameKey, ...stage }: StageState, locale: Scope['locale']) => ({
  ...stage,
  name: shownName({ ...stage, nameKey }, locale),
});

function pipelineOf(state: PipelineState, locale: Scope['locale']): Pipeline {
  const { id, isDefault, version } = state;
  return { id, isDefault, version, name: shownName(state, locale), stages: state.stages.map((stage) => stageOf(stage, locale)) };
}

export async function insert(tx: CrmTx, { next, events }: Decision<PipelineState>): Promise<PipelineState> {
  const { organizationId } = tx.scope;
  const { id, name, nameKey, isDefault, version, updatedAt } = next;
  const stages = next.stages.map((stage) => ({ ...stage, organizationId, pipelineId: id }));
  const row = { id, organizationId, name, nameKey, isDefault, version, createdAt: updatedAt, updatedAt };
  await Promise.all([
    tx.kysely.insertInto('pipelines').values(row).execute(),
    tx.kysely.insertInto('stages').values(stages).execute(),
    appendEvents(tx, events),
  ]);
  return next;
}

/** The organization's default pipeline, when there is one already. */
export async function hasDefault(tx: CrmTx): Promise<boolean> {
  return (await tx.kysely.selectFrom('pipelines').select('id').where('isDefault', '=', true).executeTakeFirst()) !== undefined;
}

const stageColumns = ['id', 'name', 'nameKey', 'position', 'probability'] as const;
const pipelineColumns = ['id', 'name', 'nameKey', 'isDefault', 'version', 'updatedAt'] as const;

async function all(tx: CrmTx): Promise<Pipeline[]> {
  const [pipelines, stages] = await Promise.all([
    tx.kysely.selectFrom('pipelines').select(pipelineColumns).orderBy('isDefault', 'desc').orderBy('createdAt').orderBy('id').execute(),
    tx.kysely
      .selectFrom('stages')
      .select([...stageColumns, 'pipelineId'])
      .orderBy('position')
      .execute(),
  ]);
  return pipelines.map((row) => {
    const own = stages.filter(({ pipelineId }) => pipelineId === row.id).map(({ pipelineId: _, ...stage }) => stage);
    return pipelineOf({ ...row, updatedAt: row.updatedAt.toISOString(), deletedAt: null, stages: own }, tx.scope.locale);
  });
}

const table: RecordTable<PipelineState, Decision<PipelineState>> = {
  notFound: 'CRM_PIPELINE_NOT_FOUND',
  async lock(tx, id) {
    const [row, stages] = await Promise.all([
      tx.kysely.selectFrom('pipelines').select(pipelineColumns).where('id', '=', id).forUpdate().executeTakeFirst(),
      tx.kysely.selectFrom('stages').select(stageColumns).where('pipelineId', '=', id).orderBy('position').execute(),
    ]);
    return row && { ...row, stages, updatedAt: row.updatedAt.toISOString(), deletedAt: null };
  },
  save: (tx, { id, name, nameKey, version, updatedAt }) =>
    tx.kysely.updateTable('pipelines').set({ name, nameKey, version, updatedAt }).where('id', '=', id).execute(),
};

type Emptying = Readonly<{ emptyStage: EmptyStage; now: Date }>;

/** Deals leave first, then their stages, then those that stay take their places: no two may stand in one even for a moment. */
async function saveStages(tx: CrmTx, id: string, decide: (pipeline: PipelineState) => Arrangement, { emptyStage, now }: Emptying) {
  const before = await table.lock(tx, id);
  if (before === undefined) throw new AppError('CRM_PIPELINE_NOT_FOUND');
  const { removed, events, ...decision } = decide(before);
  if (events.length === 0) return before;
  const moved: PendingEvent[] = [];
  for (const removal of removed) moved.push(...(await emptyStage(tx, removal, before, now)));
  const gone = removed.map((one) => one.id);
  if (gone.length > 0) await tx.kysely.deleteFrom('stages').where('id', 'in', gone).execute();
  await tx.kysely.updateTable('stages').set({ position: sql<number>`position + 1000` }).where('pipelineId', '=', id).execute();
  const next = { ...decision.next, version: before.version + 1 };
  await Promise.all(next.stages.map((stage) => writeStage(tx, next, stage, before)));
  await tx.lastly(() => Promise.all([table.save(tx, next, { next, events }), appendEvents(tx, [...moved, ...events])]));
  return next;
}

function writeStage(tx: CrmTx, pipeline: PipelineState, { id, ...stage }: StageState, before: PipelineState): Promise<unknown> {
  const known = before.stages.some((one) => one.id === id);
  if (known) return tx.kysely.updateTable('stages').set(stage).where('id', '=', id).execute();
  const row = { ...stage, id, organizationId: tx.scope.organizationId, pipelineId: pipeline.id };
  return tx.kysely.insertInto('stages').values(row).execute();
}

/** A deal that came into the stage while it was being removed. */
const inUse = <T>(work: Promise<T>): Promise<T> =>
  work.catch((error: unknown) => {
    if (!isForeignKeyViolation(error, 'deals_organization_id_pipeline_id_stage_id_fkey')) throw error;
    throw new AppError('CRM_STAGE_IN_USE', {}, { cause: error });
  });
