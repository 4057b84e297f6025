import type { InputOf } from '@crm-gtd/shared/contracts/define.ts';
import type { listTasks, Task } from '@crm-gtd/shared/contracts/gtd/tasks.ts';
import type { Page } from '@crm-gtd/shared/contracts/paging.ts';
import { type ListOptions, listQuery } from '@crm-gtd/shared/database/list-query.ts';
import { foundBy } from '@crm-gtd/shared/database/search.ts';
import { type SqlBool, sql } from 'kysely';
import type { GtdTx } from '../db.ts';
import { taskOf, taskRows } from './task-rows.store.ts';
import { isAvailable, isForToday } from './task-summary.store.ts';

type Query = InputOf<typeof listTasks>;

const options: ListOptions = {
  filters: {
    title: { column: 'tasks.title', type: 'text' },
    list: { column: 'tasks.list', type: 'text', values: ['next', 'someday', 'reference'] },
    dueDate: { column: 'tasks.dueDate', type: 'date' },
    deferUntil: { column: 'tasks.deferUntil', type: 'date' },
    scheduledOn: { column: 'tasks.scheduledOn', type: 'date' },
    createdAt: { column: 'tasks.createdAt', type: 'instant' },
    completedAt: { column: 'tasks.completedAt', type: 'instant' },
  },
  sorts: {
    day: { column: 'tasks.dayOn', type: 'date', nullable: true },
    dueDate: { column: 'tasks.dueDate', type: 'date', nullable: true },
    scheduledOn: { column: 'tasks.scheduledOn', type: 'date', nullable: true },
    createdAt: { column: 'tasks.createdAt', type: 'timestamptz' },
    completedAt: { column: 'tasks.completedAt', type: 'timestamptz', nullable: true },
    title: { column: 'tasks.title', type: 'text' },
  },
  defaultSort: 'createdAt',
  idColumn: 'tasks.id',
};

export async function listPage(tx: GtdTx, query: Query, today: string): Promise<Page<Task>> {
  const list = listQuery(query, options);
  return list.page(await matching(tx, query, today).$call(list.apply).execute(), (row) => taskOf(row, tx.scope.locale));
}

/** One's own tasks; beside a record or a project, everybody's that belong to it. */
function matching(tx: GtdTx, query: Query, today: string) {
  const { actorId, role } = tx.scope;
  const onRecord = [query.dealId, query.contactId, query.companyId, query.projectId].some((id) => id !== undefined);
  const found = foundBy(query.q, 'task', 'tasks.id');
  return taskRows(tx)
    .$if(found !== undefined, (q) => q.where(found ?? sql<SqlBool>`true`))
    .where('tasks.status', '=', query.status)
    .$if(!onRecord && role !== 'SERVICE', (q) => q.where('tasks.assigneeId', '=', actorId))
    .$if(query.list !== undefined, (q) => q.where('tasks.list', '=', query.list ?? ''))
    .$if(query.view === 'available', (q) => q.where((eb) => isAvailable(eb, today)))
    .$if(query.view === 'deferred', (q) => q.where('tasks.deferUntil', '>', today))
    .$if(query.view === 'today', (q) =>
      q.where((eb) => eb.and([isAvailable(eb, today), isForToday(eb, today)])).where('tasks.list', '=', 'next'),
    )
    .$if(query.contextId !== undefined, (q) => q.where('tasks.contextId', '=', query.contextId ?? null))
    .$if(query.projectId !== undefined, (q) => q.where('tasks.projectId', '=', query.projectId ?? null))
    .$if(query.dealId !== undefined, (q) => q.where('tasks.dealId', '=', query.dealId ?? null))
    .$if(query.contactId !== undefined, (q) => q.where('tasks.contactId', '=', query.contactId ?? null))
    .$if(query.companyId !== undefined, (q) => q.where('tasks.companyId', '=', query.companyId ?? null));
}
