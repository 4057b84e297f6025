import type { Clock } from '@crm-gtd/shared/clock.ts';
import { answerSuggestion, listSuggestions } from '@crm-gtd/shared/contracts/ai/suggestions.ts';
import { type ActionEntry, handle } from '@crm-gtd/shared/service/handle.ts';
import { answer } from './suggestion.ts';
import type { SuggestionsStore } from './suggestions.store.ts';

export const suggestionsActions = (store: SuggestionsStore, clock: Clock): ActionEntry[] => [
  handle(listSuggestions, (input, { scope }) => store.list(scope, input)),
  handle(answerSuggestion, (input, { scope }) =>
    store.update(scope, input.suggestionId, (suggestion) => answer(suggestion, input.answer, clock.now())),
  ),
];
