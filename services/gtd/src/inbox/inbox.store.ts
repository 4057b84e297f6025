import type { Decision, InputOf, PendingEvent } from '@crm-gtd/shared/contracts/define.ts';
import type { InboxItem, listInboxItems } from '@crm-gtd/shared/contracts/gtd/inbox.ts';
import type { Page } from '@crm-gtd/shared/contracts/paging.ts';
import { asWritten } from '@crm-gtd/shared/database/filter-query.ts';
import { listQuery } from '@crm-gtd/shared/database/list-query.ts';
import { foundBy } from '@crm-gtd/shared/database/search.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import { appendEvents } from '@crm-gtd/shared/messaging/outbox.ts';
import type { Scope } from '@crm-gtd/shared/service/scope.ts';
import type { Selectable } from 'kysely';
import type { GtdDb, GtdTx } from '../db.ts';
import type { InboxItem as InboxRow } from '../generated/db-types.ts';
import { observeInboxAge } from '../gtd-metrics.ts';
import { remove as removeProject } from '../projects/project.ts';
import { insertProject, lockProjectOf, saveProject } from '../projects/projects.store.ts';
import { remove as removeTask, update as updateTask } from '../tasks/task.ts';
import { insertTask, lockTasksOf, requirePlaces, saveTask } from '../tasks/task-rows.store.ts';
import { insertWaiting, lockWaitingOf, saveWaiting } from '../waiting/waiting.store.ts';
import { remove as removeWaiting } from '../waiting/waiting-for.ts';
import { type Clarified, type InboxState, type Made, unclarify } from './inbox-item.ts';

type Query = InputOf<typeof listInboxItems>;

/** Inbox items are seen and decided by the person who captured them; other services may read them for that person. */
export type InboxStore = Readonly<{
  list(scope: Scope, query: Query): Promise<Page<InboxItem>>;
  get(scope: Scope, id: string): Promise<InboxItem>;
  create(scope: Scope, decision: Decision<InboxState>): Promise<InboxItem>;
  clarify(scope: Scope, id: string, decide: (item: InboxState) => Clarified): Promise<InboxItem>;
  unclarify(scope: Scope, id: string, now: Date): Promise<InboxItem>;
}>;

export const inboxStore = (db: GtdDb): InboxStore => ({
  list: (scope, query) => db.withTenant(scope, (tx) => tx.lastly(() => listPage(tx, query))),
  get: (scope, id) => db.withTenant(scope, (tx) => tx.lastly(async () => found(await own(tx).where('id', '=', id).executeTakeFirst()))),
  create: (scope, { next, events }) =>
    db.withTenant(scope, async (tx) => {
      const row = { ...next, organizationId: scope.organizationId };
      await tx.lastly(() => Promise.all([tx.kysely.insertInto('inboxItems').values(row).execute(), appendEvents(tx, events)]));
      return next;
    }),
  clarify: (scope, id, decide) =>
    db.withTenant(scope, async (tx) => {
      const { next, made, events } = decide(await lockItem(tx, id));
      await requireMadePlaces(tx, made);
      // A task stands in its project, so the project goes first.
      tx.afterCommit(() => observeInboxAge(next));
      await tx.lastly(() => Promise.all([...insertMade(tx, made), saveItem(tx, next), appendEvents(tx, events)]));
      return next;
    }),
  unclarify: (scope, id, now) =>
    db.withTenant(scope, async (tx) => {
      const { next, events } = unclarify(await lockItem(tx, id));
      const takenBack = events.length === 0 ? [] : await takeBack(tx, id, now);
      await tx.lastly(() => Promise.all([saveItem(tx, next), appendEvents(tx, [...takenBack, ...events])]));
      return next;
    }),
});

const own = (tx: GtdTx) =>
  tx.kysely
    .selectFrom('inboxItems')
    .selectAll()
    .$if(tx.scope.role !== 'SERVICE', (q) => q.where('capturedBy', '=', tx.scope.actorId));

async function listPage(tx: GtdTx, query: Query): Promise<Page<InboxItem>> {
  const list = listQuery(query, {
    filters: {
      title: { column: 'title', type: 'text' },
      source: { column: 'source', type: 'text', kept: asWritten },
      capturedAt: { column: 'capturedAt', type: 'instant' },
    },
    sorts: { capturedAt: { column: 'capturedAt', type: 'timestamptz' } },
    defaultSort: 'capturedAt',
  });
  const found = foundBy(query.q, 'inboxItem', 'id');
  const items = own(tx).where('status', '=', query.status);
  return list.page(await (found === undefined ? items : items.where(found)).$call(list.apply).execute(), itemOf);
}

const itemOf = (row: Selectable<InboxRow>): InboxState => ({
  id: row.id,
  title: row.title,
  notes: row.notes,
  source: row.source as InboxState['source'],
  status: row.status as InboxState['status'],
  decision: row.decision as InboxState['decision'],
  resultId: row.resultId,
  capturedBy: row.capturedBy,
  capturedAt: row.capturedAt.toISOString(),
  clarifiedAt: row.clarifiedAt?.toISOString() ?? null,
  version: row.version,
});

function found(row: Selectable<InboxRow> | undefined): InboxState {
  if (!row) throw new AppError('GTD_INBOX_ITEM_NOT_FOUND');
  return itemOf(row);
}

const lockItem = async (tx: GtdTx, id: string): Promise<InboxState> =>
  found(await own(tx).where('id', '=', id).forUpdate().executeTakeFirst());

async function saveItem(tx: GtdTx, { id, ...columns }: InboxState): Promise<void> {
  await tx.kysely.updateTable('inboxItems').set(columns).where('id', '=', id).execute();
}

/** The project just being made needs no asking for. */
async function requireMadePlaces(tx: GtdTx, { task, project }: Made): Promise<void> {
  if (task) await requirePlaces(tx, { contextId: task.contextId, projectId: project ? null : task.projectId });
}

const insertMade = (tx: GtdTx, { project, task, waiting }: Made): Promise<void>[] => [
  ...(project ? [insertProject(tx, project)] : []),
  ...(task ? [insertTask(tx, task)] : []),
  ...(waiting ? [insertWaiting(tx, waiting)] : []),
];

/** Removes what the decision made. Tasks that joined its project since then stay, without the project. */
async function takeBack(tx: GtdTx, inboxItemId: string, now: Date): Promise<PendingEvent[]> {
  const [project, waiting, made] = await Promise.all([
    lockProjectOf(tx, inboxItemId),
    lockWaitingOf(tx, inboxItemId),
    lockTasksOf(tx, { inboxItemId }),
  ]);
  const joined = project ? (await lockTasksOf(tx, { projectId: project.id })).filter((task) => task.inboxItemId !== inboxItemId) : [];
  const tasks = [
    ...made.map((task) => removeTask({ ...task, projectId: project ? null : task.projectId }, now)),
    ...joined.map((task) => updateTask(task, { projectId: null }, now)),
  ];
  const projects = project ? [removeProject(project)] : [];
  const waitings = waiting ? [removeWaiting(waiting)] : [];
  await Promise.all([
    ...tasks.map(({ next }) => saveTask(tx, next)),
    ...projects.map(({ next }) => saveProject(tx, next)),
    ...waitings.map(({ next }) => saveWaiting(tx, next)),
  ]);
  return [...tasks, ...projects, ...waitings].flatMap(({ events }) => events);
}
