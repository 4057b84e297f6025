import { type Clock, dateIn } from '@crm-gtd/shared/clock.ts';
import * as contracts from '@crm-gtd/shared/contracts/gtd/tasks.ts';
import { newId } from '@crm-gtd/shared/ids.ts';
import { type ActionEntry, handle } from '@crm-gtd/shared/service/handle.ts';
import type { Scope } from '@crm-gtd/shared/service/scope.ts';
import type { CrmReferences } from '../crm-references.ts';
import { zoneOf } from '../time-zone.ts';
import { complete, create, newLinks, remove, reopen, restore, update } from './task.ts';
import type { Today } from './task-summary.store.ts';
import type { TasksStore } from './tasks.store.ts';

export function tasksActions(store: TasksStore, references: CrmReferences, clock: Clock): ActionEntry[] {
  const todayOf = (scope: Scope): Today => ({ day: dateIn(clock.now(), zoneOf(scope)), timeZone: zoneOf(scope) });
  return [
    handle(contracts.listTasks, (input, { scope }) => store.list(scope, input, todayOf(scope))),
    handle(contracts.getTask, (input, { scope }) => store.get(scope, input.taskId)),
    handle(contracts.createTask, async (input, { scope }) => {
      await references.check(scope, { links: input.links });
      return store.create(scope, create(input, { id: newId(), assigneeId: scope.actorId, origin: 'manual' }, clock.now()));
    }),
    handle(contracts.updateTask, async ({ taskId, ...change }, { scope }) => {
      if (change.links !== undefined) await references.check(scope, { links: newLinks(await store.get(scope, taskId), change) });
      return store.update(scope, taskId, (task) => update(task, change, clock.now()));
    }),
    handle(contracts.completeTask, (input, { scope }) =>
      store.update(scope, input.taskId, (task) => complete(task, input.expectedVersion, clock.now())),
    ),
    handle(contracts.reopenTask, (input, { scope }) => store.update(scope, input.taskId, (task) => reopen(task, clock.now()))),
    handle(contracts.deleteTask, (input, { scope }) => store.update(scope, input.taskId, (task) => remove(task, clock.now()))),
    handle(contracts.restoreTask, (input, { scope }) => store.update(scope, input.taskId, (task) => restore(task, clock.now()))),
    handle(contracts.summary, (_input, { scope }) => store.summary(scope, todayOf(scope))),
  ];
}
