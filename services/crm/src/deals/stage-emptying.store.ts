import type { PendingEvent } from '@crm-gtd/shared/contracts/define.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import type { CrmTx } from '../db.ts';
import { move } from './deal.ts';
import { dealRows, dealState } from './deal-rows.store.ts';
import { saveDeal } from './deals.store.ts';

/** As many as one unit of work may hold locked. */
const mostMoved = 500;

type Removal = Readonly<{ id: string; moveTo?: string | undefined }>;
type Pipeline = Readonly<{ id: string; stages: readonly { id: string; position: number }[] }>;

/**
 * A stage that is removed leaves no deal behind. Open ones move as by hand, told and with their history; what is closed or
 * deleted only changes its place. Without a place to go to, a stage that holds any deal is in use.
 */
export async function emptyStage(tx: CrmTx, { id, moveTo }: Removal, pipeline: Pipeline, now: Date): Promise<readonly PendingEvent[]> {
  if (moveTo === undefined) {
    const some = await tx.kysely.selectFrom('deals').select('id').where('stageId', '=', id).limit(1).executeTakeFirst();
    if (some !== undefined) throw new AppError('CRM_STAGE_IN_USE', { stageId: id });
    return [];
  }
  const rows = await dealRows(tx)
    .where('deals.stageId', '=', id)
    .where('deals.status', '=', 'open')
    .where('deals.deletedAt', 'is', null)
    .orderBy('deals.id')
    .limit(mostMoved + 1)
    .forUpdate()
    .execute();
  if (rows.length > mostMoved) throw new AppError('CRM_STAGE_IN_USE', { stageId: id });
  const place = { pipelineId: pipeline.id, stages: pipeline.stages };
  const moves = rows.map((row) => move(dealState(row), { stageId: moveTo }, place, now));
  await Promise.all(moves.map((decision) => saveDeal(tx, { ...decision.next, version: decision.next.version + 1 }, decision)));
  await tx.kysely.updateTable('deals').set({ stageId: moveTo }).where('stageId', '=', id).execute();
  return moves.flatMap(({ events }) => events);
}
