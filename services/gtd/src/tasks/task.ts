import type { Decision, InputOf, PendingEvent } from '@crm-gtd/shared/contracts/define.ts';
import {
  type createTask,
  type Task,
  type TaskLinks,
  taskCompleted,
  taskCreated,
  taskDeferred,
  taskDeleted,
  taskReopened,
  taskRestored,
  taskUpdated,
  type updateTask,
} from '@crm-gtd/shared/contracts/gtd/tasks.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';

/**
 * open ⇄ completed; both ⇄ deleted. A deleted task keeps `completedAt`, so that restoring it gives back what it was.
 */
export type TaskState = Readonly<Omit<Task, 'contextName' | 'projectTitle'> & { inboxItemId: string | null }>;

export type TaskDraft = InputOf<typeof createTask>;
export type TaskChange = Omit<InputOf<typeof updateTask>, 'taskId'>;
export type TaskBirth = Readonly<{ id: string; assigneeId: string; origin: Task['origin']; inboxItemId?: string }>;

export const noLinks: TaskLinks = { contactId: null, companyId: null, dealId: null };

const facts = ({ id, list, links, dueDate, deferUntil, status }: TaskState) => ({ taskId: id, list, links, dueDate, deferUntil, status });

export function create(draft: TaskDraft, birth: TaskBirth, now: Date, causedByDealId?: string): Decision<TaskState> {
  const next: TaskState = {
    id: birth.id,
    title: draft.title,
    notes: draft.notes ?? null,
    list: draft.list ?? 'next',
    contextId: draft.contextId ?? null,
    projectId: draft.projectId ?? null,
    dueDate: draft.dueDate ?? null,
    deferUntil: draft.deferUntil ?? null,
    scheduledOn: draft.scheduledOn ?? null,
    links: draft.links ?? noLinks,
    status: 'open',
    assigneeId: birth.assigneeId,
    origin: birth.origin,
    inboxItemId: birth.inboxItemId ?? null,
    completedAt: null,
    createdAt: now.toISOString(),
    updatedAt: now.toISOString(),
    version: 1,
  };
  return { next, events: [taskCreated.of({ ...facts(next), ...(causedByDealId === undefined ? {} : { causedByDealId }) })] };
}

const editable = ['title', 'notes', 'list', 'contextId', 'projectId', 'dueDate', 'deferUntil', 'scheduledOn', 'links'] as const;
type Edits = Partial<Pick<TaskState, (typeof editable)[number]>>;

/** The links after a change: those it does not name stay. */
const linksAfter = (links: TaskLinks, { links: given }: TaskChange): TaskLinks => ({
  contactId: given?.contactId === undefined ? links.contactId : given.contactId,
  companyId: given?.companyId === undefined ? links.companyId : given.companyId,
  dealId: given?.dealId === undefined ? links.dealId : given.dealId,
});

/** What the change links to newly. A record linked already may have been deleted since; the task keeps it, and nobody asks again. */
export function newLinks(task: Pick<TaskState, 'links'>, change: TaskChange): TaskLinks {
  const after = linksAfter(task.links, change);
  const fresh = (field: keyof TaskLinks): string | null => (after[field] === task.links[field] ? null : after[field]);
  return { contactId: fresh('contactId'), companyId: fresh('companyId'), dealId: fresh('dealId') };
}

const sameLinks = (a: TaskLinks, b: TaskLinks): boolean =>
  a.contactId === b.contactId && a.companyId === b.companyId && a.dealId === b.dealId;

function differences(task: TaskState, change: TaskChange): Edits {
  const wanted = { ...change, links: linksAfter(task.links, change) };
  const given = editable.filter((field) => wanted[field] !== undefined);
  const changed = given.filter((field) => (field === 'links' ? !sameLinks(task.links, wanted.links) : task[field] !== wanted[field]));
  return Object.fromEntries(changed.map((field) => [field, wanted[field]]));
}

/** A change that changes nothing leaves the version alone and tells nobody. */
export function update(task: TaskState, change: TaskChange, now: Date): Decision<TaskState> {
  present(task);
  fresh(task, change.expectedVersion);
  const edits = differences(task, change);
  const changedFields = Object.keys(edits);
  if (changedFields.length === 0) return { next: task, events: [] };
  const next = touched(task, edits, now);
  const putOff = typeof edits.deferUntil === 'string';
  return { next, events: [(putOff ? taskDeferred : taskUpdated).of({ ...facts(next), changedFields })] };
}

export function complete(task: TaskState, expectedVersion: number | undefined, now: Date): Decision<TaskState> {
  present(task);
  fresh(task, expectedVersion);
  if (task.status === 'completed') throw new AppError('GTD_TASK_COMPLETED');
  return told(touched(task, { status: 'completed', completedAt: now.toISOString() }, now), taskCompleted);
}

export function reopen(task: TaskState, now: Date): Decision<TaskState> {
  present(task);
  if (task.status === 'open') throw new AppError('GTD_TASK_OPEN');
  return told(touched(task, { status: 'open', completedAt: null }, now), taskReopened);
}

export function remove(task: TaskState, now: Date, causedByDealId?: string): Decision<TaskState> {
  present(task);
  const next = touched(task, { status: 'deleted' }, now);
  return { next, events: [taskDeleted.of({ ...facts(next), ...(causedByDealId === undefined ? {} : { causedByDealId }) })] };
}

/** Repeatable: a task that is not deleted stays as it is. */
export function restore(task: TaskState, now: Date): Decision<TaskState> {
  if (task.status !== 'deleted') return { next: task, events: [] };
  return told(touched(task, { status: task.completedAt === null ? 'open' : 'completed' }, now), taskRestored);
}

const touched = (task: TaskState, changes: Partial<TaskState>, now: Date): TaskState => ({
  ...task,
  ...changes,
  updatedAt: now.toISOString(),
  version: task.version + 1,
});

const told = (next: TaskState, kind: typeof taskCompleted | typeof taskReopened | typeof taskRestored): Decision<TaskState> => ({
  next,
  events: [kind.of(facts(next))] satisfies PendingEvent[],
});

function present(task: TaskState): void {
  if (task.status === 'deleted') throw new AppError('GTD_TASK_NOT_FOUND');
}

function fresh(task: TaskState, expectedVersion: number | undefined): void {
  if (expectedVersion !== undefined && expectedVersion !== task.version) throw new AppError('VERSION_STALE', { current: task });
}
