import type { Task } from '@crm-gtd/shared/contracts/gtd/tasks.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import type { Scope } from '@crm-gtd/shared/service/scope.ts';
import type { Selectable } from 'kysely';
import { shownName } from '../context-names.ts';
import type { GtdTx } from '../db.ts';
import type { Task as TaskRow } from '../generated/db-types.ts';
import type { TaskState } from './task.ts';

/** Tasks with the names of their context and project; a deleted project is as good as none. */
export const taskRows = (tx: GtdTx) =>
  tx.kysely
    .selectFrom('tasks')
    .leftJoin('contexts', (join) =>
      join.onRef('contexts.organizationId', '=', 'tasks.organizationId').onRef('contexts.id', '=', 'tasks.contextId'),
    )
    .leftJoin('projects', (join) =>
      join.onRef('projects.organizationId', '=', 'tasks.organizationId').onRef('projects.id', '=', 'tasks.projectId'),
    )
    .selectAll('tasks')
    .select(['contexts.name as contextName', 'contexts.nameKey as contextKey', 'projects.title as projectTitle']);

type Row = Selectable<TaskRow> & Readonly<{ contextName: string | null; contextKey: string | null; projectTitle: string | null }>;

const stateOf = (row: Selectable<TaskRow>): TaskState => ({
  id: row.id,
  title: row.title,
  notes: row.notes,
  list: row.list as TaskState['list'],
  status: row.status as TaskState['status'],
  contextId: row.contextId,
  projectId: row.projectId,
  dueDate: row.dueDate,
  deferUntil: row.deferUntil,
  scheduledOn: row.scheduledOn,
  links: { contactId: row.contactId, companyId: row.companyId, dealId: row.dealId },
  assigneeId: row.assigneeId,
  origin: row.origin as TaskState['origin'],
  inboxItemId: row.inboxItemId,
  completedAt: row.completedAt?.toISOString() ?? null,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
  version: row.version,
});

export const taskOf = (row: Row, locale: Scope['locale']): Task => {
  const { inboxItemId: _inboxItemId, ...task } = stateOf(row);
  const contextName = row.contextName === null ? null : shownName({ name: row.contextName, nameKey: row.contextKey }, locale);
  return { ...task, contextName, projectTitle: row.projectTitle };
};

export async function readTask(tx: GtdTx, id: string, deleted?: 'also deleted'): Promise<Task> {
  const row = await taskRows(tx).where('tasks.id', '=', id).executeTakeFirst();
  if (!row || (row.status === 'deleted' && deleted === undefined)) throw new AppError('GTD_TASK_NOT_FOUND');
  return taskOf(row, tx.scope.locale);
}

export async function lockTask(tx: GtdTx, id: string): Promise<TaskState> {
  const row = await tx.kysely.selectFrom('tasks').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (!row) throw new AppError('GTD_TASK_NOT_FOUND');
  return stateOf(row);
}

/** In id order, so that two units that want the same tasks wait instead of deadlocking. */
export async function lockTasksOf(tx: GtdTx, where: Readonly<{ inboxItemId: string } | { projectId: string }>): Promise<TaskState[]> {
  const [column, value] =
    'inboxItemId' in where ? (['inboxItemId', where.inboxItemId] as const) : (['projectId', where.projectId] as const);
  const rows = await tx.kysely
    .selectFrom('tasks')
    .selectAll()
    .where(column, '=', value)
    .where('status', '!=', 'deleted')
    .orderBy('id')
    .forUpdate()
    .execute();
  return rows.map(stateOf);
}

const columnsOf = ({ links, ...task }: TaskState) => ({ ...task, ...links });

export async function insertTask(tx: GtdTx, task: TaskState): Promise<void> {
  await tx.kysely
    .insertInto('tasks')
    .values({ ...columnsOf(task), organizationId: tx.scope.organizationId })
    .execute();
}

export async function saveTask(tx: GtdTx, task: TaskState): Promise<void> {
  const { id, ...columns } = columnsOf(task);
  await tx.kysely.updateTable('tasks').set(columns).where('id', '=', id).execute();
}

/** A context or project must be this organization's and alive; nothing is asked when neither is given. */
export async function requirePlaces(
  tx: GtdTx,
  { contextId, projectId }: Readonly<{ contextId: string | null; projectId: string | null }>,
): Promise<void> {
  if (contextId === null && projectId === null) return;
  const [context, project] = await Promise.all([
    contextId === null ? true : tx.kysely.selectFrom('contexts').select('id').where('id', '=', contextId).executeTakeFirst(),
    projectId === null
      ? true
      : tx.kysely.selectFrom('projects').select('id').where('id', '=', projectId).where('status', '!=', 'deleted').executeTakeFirst(),
  ]);
  if (!context) throw new AppError('GTD_CONTEXT_NOT_FOUND');
  if (!project) throw new AppError('GTD_PROJECT_NOT_FOUND');
}
