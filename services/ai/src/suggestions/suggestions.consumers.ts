import type { Clock } from '@crm-gtd/shared/clock.ts';
import { inboxItemCaptured } from '@crm-gtd/shared/contracts/gtd/inbox.ts';
import { deterministicId } from '@crm-gtd/shared/ids.ts';
import { type ConsumerDeclaration, type Received, reaction } from '@crm-gtd/shared/messaging/consumer.ts';
import type { AiTx } from '../db.ts';
import { finish } from '../executions/execution.ts';
import { insertExecution } from '../executions/executions.store.ts';
import type { DB } from '../generated/db-types.ts';
import { make } from './suggestion.ts';
import type { Suggest, Suggested } from './suggestions.prepare.ts';
import { insertSuggestion } from './suggestions.store.ts';

export const suggestionsConsumers = (suggest: Suggest, clock: Clock): ConsumerDeclaration[] => [
  reaction<typeof inboxItemCaptured, DB, Suggested | undefined>(inboxItemCaptured, {
    durable: 'ai-suggestions-inbox-item-captured',
    prepare: suggest,
    handle: (event, tx, suggested) => keep(event, tx, suggested, clock.now()),
  }),
];

async function keep(
  { envelope, data }: Received<typeof inboxItemCaptured>,
  tx: AiTx,
  suggested: Suggested | undefined,
  now: Date,
): Promise<void> {
  if (!suggested) return;
  const { draft, links, contexts, userId, provider, runs } = suggested;
  const birth = { id: deterministicId(envelope.id, 'suggestion'), inboxItemId: data.inboxItemId, userId, provider };
  await Promise.all([
    insertSuggestion(tx, make(draft, links, contexts, birth, now)),
    ...runs.map((run) => insertExecution(tx, finish(run, now))),
  ]);
}
