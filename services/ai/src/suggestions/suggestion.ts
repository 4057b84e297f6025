import { type Suggestion, suggestionAnswered, suggestionMade } from '@crm-gtd/shared/contracts/ai/suggestions.ts';
import type { Decision, PendingEvent } from '@crm-gtd/shared/contracts/define.ts';
import type { Context, TaskLinks } from '@crm-gtd/shared/contracts/gtd/tasks.ts';
import type { Draft } from '../models/suggester.ts';

/** open → accepted or rejected; the person may change his mind between the two. */
export type SuggestionState = Readonly<Suggestion & { userId: string; answeredAt: string | null }>;

export type SuggestionBirth = Readonly<{ id: string; inboxItemId: string; userId: string; provider: Suggestion['provider'] }>;

export function make(
  draft: Draft,
  links: TaskLinks,
  contexts: readonly Context[],
  birth: SuggestionBirth,
  now: Date,
): Decision<SuggestionState> {
  const contextName = contexts.find(({ id }) => id === draft.contextId)?.name ?? null;
  const next: SuggestionState = { ...birth, ...draft, contextName, links, status: 'open', createdAt: now.toISOString(), answeredAt: null };
  const { id: suggestionId, inboxItemId, userId, decision, confidence, provider } = next;
  return { next, events: [suggestionMade.of({ suggestionId, inboxItemId, userId, decision, confidence, provider })] };
}

/** Repeatable: the same answer again tells nobody. */
export function answer(suggestion: SuggestionState, given: 'accepted' | 'rejected', now: Date): Decision<SuggestionState> {
  if (suggestion.status === given) return { next: suggestion, events: [] };
  const next: SuggestionState = { ...suggestion, status: given, answeredAt: now.toISOString() };
  const events: PendingEvent[] = [
    suggestionAnswered.of({ suggestionId: next.id, inboxItemId: next.inboxItemId, userId: next.userId, answer: given }),
  ];
  return { next, events };
}
