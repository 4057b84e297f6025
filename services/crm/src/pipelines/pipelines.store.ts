import type { Pipeline } from '@crm-gtd/shared/contracts/crm/pipelines.ts';
import type { Decision } from '@crm-gtd/shared/contracts/define.ts';
import { appendEvents } from '@crm-gtd/shared/messaging/outbox.ts';
import type { Scope } from '@crm-gtd/shared/service/scope.ts';
import type { CrmDb, CrmTx } from '../db.ts';
import { type RecordTable, updateRecord } from '../record.store.ts';
import type { PipelineState } from './pipeline.ts';

export type PipelinesStore = Readonly<{
  list(scope: Scope): Promise<Pipeline[]>;
  create(scope: Scope, decision: Decision<PipelineState>): Promise<Pipeline>;
  rename(scope: Scope, id: string, decide: (pipeline: PipelineState) => Decision<PipelineState>): Promise<Pipeline>;
}>;

export function pipelinesStore(db: CrmDb): PipelinesStore {
  return {
    list: (scope) => db.withTenant(scope, (tx) => tx.lastly(() => all(tx))),
    create: (scope, decision) => db.withTenant(scope, (tx) => tx.lastly(() => insert(tx, decision))),
    rename: (scope, id, decide) => db.withTenant(scope, (tx) => updateRecord(tx, table, id, decide)),
  };
}

export async function insert(tx: CrmTx, { next, events }: Decision<PipelineState>): Promise<Pipeline> {
  const { organizationId } = tx.scope;
  const { id, name, isDefault, version, updatedAt } = next;
  const stages = next.stages.map((stage) => ({ ...stage, organizationId, pipelineId: id }));
  await Promise.all([
    tx.kysely.insertInto('pipelines').values({ id, organizationId, name, isDefault, version, createdAt: updatedAt, updatedAt }).execute(),
    tx.kysely.insertInto('stages').values(stages).execute(),
    appendEvents(tx, events),
  ]);
  return next;
}

/** The organization's default pipeline, when there is one already. */
export async function hasDefault(tx: CrmTx): Promise<boolean> {
  return (await tx.kysely.selectFrom('pipelines').select('id').where('isDefault', '=', true).executeTakeFirst()) !== undefined;
}

const stageColumns = ['id', 'pipelineId', 'name', 'position', 'probability'] as const;
const pipelineColumns = ['id', 'name', 'isDefault', 'version', 'updatedAt'] as const;

async function all(tx: CrmTx): Promise<Pipeline[]> {
  const [pipelines, stages] = await Promise.all([
    tx.kysely.selectFrom('pipelines').select(pipelineColumns).orderBy('isDefault', 'desc').orderBy('createdAt').orderBy('id').execute(),
    tx.kysely.selectFrom('stages').select(stageColumns).orderBy('position').execute(),
  ]);
  return pipelines.map(({ updatedAt: _, ...pipeline }) => ({
    ...pipeline,
    stages: stages.filter(({ pipelineId }) => pipelineId === pipeline.id).map(({ pipelineId: __, ...stage }) => stage),
  }));
}

const table: RecordTable<PipelineState, Decision<PipelineState>> = {
  notFound: 'CRM_PIPELINE_NOT_FOUND',
  async lock(tx, id) {
    const [row, stages] = await Promise.all([
      tx.kysely.selectFrom('pipelines').select(pipelineColumns).where('id', '=', id).forUpdate().executeTakeFirst(),
      tx.kysely
        .selectFrom('stages')
        .select(['id', 'name', 'position', 'probability'])
        .where('pipelineId', '=', id)
        .orderBy('position')
        .execute(),
    ]);
    return row && { ...row, stages, updatedAt: row.updatedAt.toISOString(), deletedAt: null };
  },
  save: (tx, { id, name, version, updatedAt }) =>
    tx.kysely.updateTable('pipelines').set({ name, version, updatedAt }).where('id', '=', id).execute(),
};
