'use client';

import { answerSuggestion, type Suggestion } from '@crm-gtd/shared/contracts/ai/suggestions.ts';
import { clarifyInboxItem, type InboxDecision, type InboxItem, unclarifyInboxItem } from '@crm-gtd/shared/contracts/gtd/inbox.ts';
import type { UseFormReturnType } from '@mantine/form';
import { useTranslations } from 'next-intl';
import { api } from '../../api/client.ts';
import { useWrite } from '../../api/queries.ts';
import { useOfferUndo } from '../../components/undo.tsx';
import { useSubmit } from '../../components/use-submit.ts';
import { type ClarifyValues, clarifyInput } from './clarify-values.ts';

/** Decides an item, remembers what was thought of the suggestion, and offers to take the decision back. */
export const useClarify = (item: InboxItem, suggestion: Suggestion | undefined, form: UseFormReturnType<ClarifyValues>) => {
  const t = useTranslations('clarify');
  const offerUndo = useOfferUndo();
  const answer = useWrite(answerSuggestion);
  const { send, sending } = useSubmit(form, { GTD_CONTEXT_NOT_FOUND: 'contextId' });
  const decide = async (decision: InboxDecision, values: ClarifyValues): Promise<boolean> => {
    const decided = await send(clarifyInboxItem, clarifyInput(item.id, decision, values));
    if (!decided) return false;
    if (suggestion) answer.mutate({ suggestionId: suggestion.id, answer: suggestion.decision === decision ? 'accepted' : 'rejected' });
    offerUndo({ text: t(`done.${decision}`, { title: item.title }), undo: () => api(unclarifyInboxItem, { inboxItemId: item.id }) });
    return true;
  };
  const refuse = (): void => {
    if (suggestion) answer.mutate({ suggestionId: suggestion.id, answer: 'rejected' });
  };
  return { decide, refuse, sending };
};
