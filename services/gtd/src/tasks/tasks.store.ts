import type { Decision, InputOf, OutputOf } from '@crm-gtd/shared/contracts/define.ts';
import type { listTasks, summary, Task } from '@crm-gtd/shared/contracts/gtd/tasks.ts';
import type { Page } from '@crm-gtd/shared/contracts/paging.ts';
import { appendEvents } from '@crm-gtd/shared/messaging/outbox.ts';
import type { Scope } from '@crm-gtd/shared/service/scope.ts';
import type { GtdDb } from '../db.ts';
import type { TaskState } from './task.ts';
import { listPage } from './task-list.store.ts';
import { insertTask, lockTask, readTask, requirePlaces, saveTask } from './task-rows.store.ts';
import { countAll, type Today } from './task-summary.store.ts';

export type TasksStore = Readonly<{
  list(scope: Scope, query: InputOf<typeof listTasks>, today: Today): Promise<Page<Task>>;
  get(scope: Scope, id: string): Promise<Task>;
  create(scope: Scope, decision: Decision<TaskState>): Promise<Task>;
  update(scope: Scope, id: string, decide: (task: TaskState) => Decision<TaskState>): Promise<Task>;
  summary(scope: Scope, today: Today): Promise<OutputOf<typeof summary>>;
}>;

export const tasksStore = (db: GtdDb): TasksStore => ({
  list: (scope, query, today) => db.withTenant(scope, (tx) => tx.lastly(() => listPage(tx, query, today.day))),
  get: (scope, id) => db.withTenant(scope, (tx) => tx.lastly(() => readTask(tx, id))),
  create: (scope, decision) =>
    db.withTenant(scope, async (tx) => {
      await requirePlaces(tx, decision.next);
      return tx.lastly(async () => {
        const [, , task] = await Promise.all([
          insertTask(tx, decision.next),
          appendEvents(tx, decision.events),
          readTask(tx, decision.next.id),
        ]);
        return task;
      });
    }),
  update: (scope, id, decide) =>
    db.withTenant(scope, async (tx) => {
      const before = await lockTask(tx, id);
      const { next, events } = decide(before);
      await requirePlaces(tx, {
        contextId: changed(before.contextId, next.contextId),
        projectId: changed(before.projectId, next.projectId),
      });
      return tx.lastly(async () => {
        const [, , task] = await Promise.all([saveTask(tx, next), appendEvents(tx, events), readTask(tx, id, 'also deleted')]);
        return task;
      });
    }),
  summary: (scope, today) => db.withTenant(scope, (tx) => tx.lastly(() => countAll(tx, today))),
});

const changed = (before: string | null, after: string | null): string | null => (before === after ? null : after);
