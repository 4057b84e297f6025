import type { Execution, listExecutions } from '@crm-gtd/shared/contracts/ai/suggestions.ts';
import type { Decision, InputOf } from '@crm-gtd/shared/contracts/define.ts';
import type { Page } from '@crm-gtd/shared/contracts/paging.ts';
import { listQuery } from '@crm-gtd/shared/database/list-query.ts';
import { appendEvents } from '@crm-gtd/shared/messaging/outbox.ts';
import type { Scope } from '@crm-gtd/shared/service/scope.ts';
import type { AiDb, AiTx } from '../db.ts';
import type { ExecutionState } from './execution.ts';

type Query = InputOf<typeof listExecutions>;

export type ExecutionsStore = Readonly<{ list(scope: Scope, query: Query): Promise<Page<Execution>> }>;

export const executionsStore = (db: AiDb): ExecutionsStore => ({
  list: (scope, query) => db.withTenant(scope, (tx) => tx.lastly(() => listPage(tx, query))),
});

async function listPage(tx: AiTx, query: Query): Promise<Page<Execution>> {
  const list = listQuery(query, {
    filters: {},
    sorts: { createdAt: { column: 'createdAt', type: 'timestamptz' } },
    defaultSort: '-createdAt',
  });
  const rows = await tx.kysely
    .selectFrom('executions')
    .selectAll()
    .$if(query.rule !== undefined, (q) => q.where('rule', '=', query.rule ?? ''))
    .$if(query.status !== undefined, (q) => q.where('status', '=', query.status ?? ''))
    .$call(list.apply)
    .execute();
  return list.page(rows, ({ organizationId: _organization, cursorKey: _key, cursorId: _id, createdAt, status, provider, ...row }) => ({
    ...row,
    status: status as Execution['status'],
    provider: provider as Execution['provider'],
    createdAt: createdAt.toISOString(),
  }));
}

export async function insertExecution(tx: AiTx, { next, events }: Decision<ExecutionState>): Promise<void> {
  const { input, output, ...columns } = next;
  const row = {
    ...columns,
    organizationId: tx.scope.organizationId,
    input: JSON.stringify(input),
    output: output === null ? null : JSON.stringify(output),
  };
  await Promise.all([tx.kysely.insertInto('executions').values(row).execute(), appendEvents(tx, events)]);
}
