import { z } from 'zod';
import { action, event } from '../define.ts';
import { page, pageInput } from '../paging.ts';
import { day, empty, expectedVersion, id, instant, keptName, longText, name, query, text, version } from '../shapes.ts';

/** Ids of crm records; gtd asks crm whether they exist in this organization before it keeps them. */
export const TaskLinks = z.object({
  contactId: id.nullable().default(null),
  companyId: id.nullable().default(null),
  dealId: id.nullable().default(null),
});
export type TaskLinks = z.infer<typeof TaskLinks>;
/** In a change, a link that is not named stays as it is. */
const LinksPatch = z.object({ contactId: id.nullable(), companyId: id.nullable(), dealId: id.nullable() }).partial();

/** next: do it when the context allows · someday: perhaps later · reference: kept, not an action. */
export const TaskList = z.enum(['next', 'someday', 'reference']);
export const TaskStatus = z.enum(['open', 'completed', 'deleted']);
export const TaskFields = z.object({
  title: name(500),
  notes: longText(10_000).nullable(),
  list: TaskList,
  contextId: id.nullable(),
  projectId: id.nullable(),
  /** The promise: it must be done by then. */
  dueDate: day.nullable(),
  /** Not visible before this day. */
  deferUntil: day.nullable(),
  /** The day it is planned to be done on. */
  scheduledOn: day.nullable(),
  links: TaskLinks,
});
export const Task = TaskFields.extend({
  id,
  title: keptName(500),
  status: TaskStatus,
  contextName: z.string().nullable(),
  projectTitle: z.string().nullable(),
  assigneeId: z.string(),
  origin: z.enum(['manual', 'inbox', 'dealWon']),
  completedAt: instant.nullable(),
  createdAt: instant,
  updatedAt: instant,
  version,
});
export type Task = z.infer<typeof Task>;

const taskId = z.object({ taskId: id });
export const listTasks = action('v1.gtd.tasks.list', {
  http: 'GET /tasks',
  permission: 'gtd.tasks:read',
  output: page(Task),
  input: z.object({
    ...pageInput,
    q: query.optional(),
    list: TaskList.optional(),
    status: TaskStatus.default('open'),
    contextId: id.optional(),
    projectId: id.optional(),
    dealId: id.optional(),
    contactId: id.optional(),
    companyId: id.optional(),
    /** `available`: not deferred past today, in the user's time zone. */
    view: z.enum(['all', 'available', 'deferred', 'today']).default('all'),
  }),
  summary:
    'Filter fields: title, list, dueDate, deferUntil, scheduledOn, createdAt, completedAt. Sort: day (the earlier of dueDate and scheduledOn), dueDate, createdAt, scheduledOn, title, completedAt.',
});
export const getTask = action('v1.gtd.tasks.get', {
  http: 'GET /tasks/{taskId}',
  permission: 'gtd.tasks:read',
  input: taskId,
  output: Task,
  errors: ['GTD_TASK_NOT_FOUND'],
});
export const createTask = action('v1.gtd.tasks.create', {
  http: 'POST /tasks',
  permission: 'gtd.tasks:write',
  status: 201,
  output: Task,
  input: TaskFields.partial().required({ title: true }),
  errors: ['GTD_CONTEXT_NOT_FOUND', 'GTD_PROJECT_NOT_FOUND', 'REFERENCE_UNKNOWN'],
});
export const updateTask = action('v1.gtd.tasks.update', {
  http: 'PATCH /tasks/{taskId}',
  permission: 'gtd.tasks:write',
  output: Task,
  input: TaskFields.partial().extend({ taskId: id, links: LinksPatch.optional(), ...expectedVersion }),
  errors: ['GTD_TASK_NOT_FOUND', 'GTD_CONTEXT_NOT_FOUND', 'GTD_PROJECT_NOT_FOUND', 'REFERENCE_UNKNOWN', 'VERSION_STALE'],
});
export const completeTask = action('v1.gtd.tasks.complete', {
  http: 'POST /tasks/{taskId}/complete',
  permission: 'gtd.tasks:write',
  input: taskId.extend(expectedVersion),
  output: Task,
  errors: ['GTD_TASK_NOT_FOUND', 'GTD_TASK_COMPLETED', 'VERSION_STALE'],
});
export const reopenTask = action('v1.gtd.tasks.reopen', {
  http: 'POST /tasks/{taskId}/reopen',
  permission: 'gtd.tasks:write',
  input: taskId,
  output: Task,
  errors: ['GTD_TASK_NOT_FOUND', 'GTD_TASK_OPEN'],
});
export const deleteTask = action('v1.gtd.tasks.delete', {
  http: 'DELETE /tasks/{taskId}',
  permission: 'gtd.tasks:write',
  whileReadOnly: true,
  input: taskId,
  output: Task,
  errors: ['GTD_TASK_NOT_FOUND'],
});
export const restoreTask = action('v1.gtd.tasks.restore', {
  http: 'POST /tasks/{taskId}/restore',
  permission: 'gtd.tasks:write',
  whileReadOnly: true,
  input: taskId,
  output: Task,
  errors: ['GTD_TASK_NOT_FOUND'],
});

export const Context = z.object({ id, name: z.string(), icon: z.string(), position: z.int() });
export type Context = z.infer<typeof Context>;
export const listContexts = action('v1.gtd.contexts.list', {
  http: 'GET /contexts',
  permission: 'gtd.tasks:read',
  input: empty,
  output: z.object({ items: z.array(Context), nextCursor: z.string().nullable() }),
});
export const createContext = action('v1.gtd.contexts.create', {
  http: 'POST /contexts',
  permission: 'gtd.tasks:write',
  status: 201,
  input: z.object({ name: name(80), icon: text(40).default('tag') }),
  output: Context,
});

export const arrangeContexts = action('v1.gtd.contexts.arrange', {
  http: 'PUT /contexts',
  permission: 'gtd.tasks:write',
  input: z.object({
    /** In their new order; without an id it is a new one. */
    items: z
      .array(z.object({ id: id.optional(), name: name(80), icon: text(40).optional() }))
      .min(1)
      .max(200),
    /** Actions of a removed context go to `moveTo`, or stay without one when it is null; unsaid, a context with actions is kept and this refused. */
    removed: z
      .array(z.object({ id, moveTo: id.nullable().optional() }))
      .max(200)
      .default([]),
  }),
  output: z.object({ items: z.array(Context), nextCursor: z.string().nullable() }),
  errors: ['GTD_CONTEXT_NOT_FOUND', 'GTD_CONTEXT_IN_USE'],
  summary: 'Renames, orders, adds and removes contexts at once. What is named neither in `items` nor in `removed` stays, at the end.',
});

export const Project = z.object({
  id,
  title: z.string(),
  status: z.enum(['active', 'completed', 'deleted']),
  openTasks: z.int(),
  createdAt: instant,
  version,
});
export type Project = z.infer<typeof Project>;
export const listProjects = action('v1.gtd.projects.list', {
  http: 'GET /projects',
  permission: 'gtd.tasks:read',
  input: z.object({ limit: pageInput.limit, cursor: pageInput.cursor, q: query.optional() }),
  output: page(Project),
});

export const getProject = action('v1.gtd.projects.get', {
  http: 'GET /projects/{projectId}',
  permission: 'gtd.tasks:read',
  input: z.object({ projectId: id }),
  output: Project,
  errors: ['GTD_PROJECT_NOT_FOUND'],
});

/** Counters for the rail and the today screen, for the asking user. */
export const summary = action('v1.gtd.tasks.summary', {
  http: 'GET /tasks-summary',
  permission: 'gtd.tasks:read',
  input: empty,
  output: z.object({ inbox: z.int(), today: z.int(), overdue: z.int(), next: z.int(), waiting: z.int(), completedThisWeek: z.int() }),
  summary: 'Each number stops at 1,000.',
});

const facts = {
  taskId: id,
  list: TaskList,
  links: TaskLinks,
  dueDate: day.nullable(),
  deferUntil: day.nullable(),
  status: TaskStatus,
};
const taskEvent = <V extends string>(verb: V) =>
  event(`gtd.task.${verb}`, {
    version: 1,
    visible: 'gtd.tasks:read',
    aggregate: 'task',
    key: (d) => d.taskId,
    data: z.object({ ...facts, changedFields: z.array(z.string()).optional(), causedByDealId: id.nullable().optional() }),
  });
/** Every task event carries the task's whole commitment state, so a projection needs only the newest. */
export const taskCreated = taskEvent('created');
export const taskUpdated = taskEvent('updated');
export const taskDeferred = taskEvent('deferred');
export const taskCompleted = taskEvent('completed');
export const taskReopened = taskEvent('reopened');
export const taskDeleted = taskEvent('deleted');
export const taskRestored = taskEvent('restored');
export const contextCreated = event('gtd.context.created', {
  version: 1,
  visible: 'gtd.tasks:read',
  aggregate: 'context',
  key: (d) => d.contextId,
  data: z.object({ contextId: id }),
});
export const contextUpdated = event('gtd.context.updated', {
  version: 1,
  visible: 'gtd.tasks:read',
  aggregate: 'context',
  key: (d) => d.contextId,
  data: z.object({ contextId: id, changedFields: z.array(z.string()) }),
});
export const contextDeleted = event('gtd.context.deleted', {
  version: 1,
  visible: 'gtd.tasks:read',
  aggregate: 'context',
  key: (d) => d.contextId,
  data: z.object({ contextId: id }),
});
export const projectCreated = event('gtd.project.created', {
  version: 1,
  visible: 'gtd.tasks:read',
  aggregate: 'project',
  key: (d) => d.projectId,
  data: z.object({ projectId: id }),
});
export const projectDeleted = event('gtd.project.deleted', {
  version: 1,
  visible: 'gtd.tasks:read',
  aggregate: 'project',
  key: (d) => d.projectId,
  data: z.object({ projectId: id }),
});
