import type { listSuggestions, Suggestion } from '@crm-gtd/shared/contracts/ai/suggestions.ts';
import type { Decision, InputOf } from '@crm-gtd/shared/contracts/define.ts';
import type { Page } from '@crm-gtd/shared/contracts/paging.ts';
import { listQuery } from '@crm-gtd/shared/database/list-query.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import { appendEvents } from '@crm-gtd/shared/messaging/outbox.ts';
import type { Scope } from '@crm-gtd/shared/service/scope.ts';
import type { Selectable } from 'kysely';
import type { AiDb, AiTx } from '../db.ts';
import type { Suggestion as SuggestionRow } from '../generated/db-types.ts';
import type { SuggestionState } from './suggestion.ts';

type Query = InputOf<typeof listSuggestions>;

/** Suggestions belong to the person whose inbox item they are about. */
export type SuggestionsStore = Readonly<{
  list(scope: Scope, query: Query): Promise<Page<Suggestion>>;
  update(scope: Scope, id: string, decide: (suggestion: SuggestionState) => Decision<SuggestionState>): Promise<Suggestion>;
}>;

export const suggestionsStore = (db: AiDb): SuggestionsStore => ({
  list: (scope, query) => db.withTenant(scope, (tx) => tx.lastly(() => listPage(tx, query))),
  update: (scope, id, decide) =>
    db.withTenant(scope, async (tx) => {
      const row = await own(tx).where('id', '=', id).forUpdate().executeTakeFirst();
      if (!row) throw new AppError('AI_SUGGESTION_NOT_FOUND');
      const { next, events } = decide(stateOf(row));
      const { status, answeredAt } = next;
      await tx.lastly(() =>
        Promise.all([
          tx.kysely.updateTable('suggestions').set({ status, answeredAt }).where('id', '=', id).execute(),
          appendEvents(tx, events),
        ]),
      );
      return suggestionOf(next);
    }),
});

const own = (tx: AiTx) =>
  tx.kysely
    .selectFrom('suggestions')
    .selectAll()
    .$if(tx.scope.role !== 'SERVICE', (q) => q.where('userId', '=', tx.scope.actorId));

async function listPage(tx: AiTx, query: Query): Promise<Page<Suggestion>> {
  const list = listQuery(query, {
    filters: {},
    sorts: { createdAt: { column: 'createdAt', type: 'timestamptz' } },
    defaultSort: '-createdAt',
  });
  const rows = await own(tx)
    .$if(query.inboxItemId !== undefined, (q) => q.where('inboxItemId', '=', query.inboxItemId ?? ''))
    .$if(query.status !== undefined, (q) => q.where('status', '=', query.status ?? ''))
    .$call(list.apply)
    .execute();
  return list.page(rows, (row) => suggestionOf(stateOf(row)));
}

const stateOf = (row: Selectable<SuggestionRow>): SuggestionState => ({
  id: row.id,
  inboxItemId: row.inboxItemId,
  userId: row.userId,
  decision: row.decision as SuggestionState['decision'],
  contextId: row.contextId,
  contextName: row.contextName,
  links: { contactId: row.contactId, companyId: row.companyId, dealId: row.dealId },
  dueDate: row.dueDate,
  title: row.title,
  confidence: row.confidence,
  reason: row.reason,
  provider: row.provider as SuggestionState['provider'],
  status: row.status as SuggestionState['status'],
  createdAt: row.createdAt.toISOString(),
  answeredAt: row.answeredAt?.toISOString() ?? null,
});

const suggestionOf = ({ userId: _userId, answeredAt: _answeredAt, ...suggestion }: SuggestionState): Suggestion => suggestion;

export async function insertSuggestion(tx: AiTx, { next: { links, ...columns }, events }: Decision<SuggestionState>): Promise<void> {
  const row = { ...columns, ...links, organizationId: tx.scope.organizationId };
  await Promise.all([tx.kysely.insertInto('suggestions').values(row).execute(), appendEvents(tx, events)]);
}
