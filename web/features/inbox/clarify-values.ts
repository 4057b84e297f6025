import type { Suggestion } from '@crm-gtd/shared/contracts/ai/suggestions.ts';
import type { ClarifyInput, InboxDecision, InboxItem } from '@crm-gtd/shared/contracts/gtd/inbox.ts';
import type { TaskLinks } from '@crm-gtd/shared/contracts/gtd/tasks.ts';
import type { z } from 'zod';
import { entryOf } from './decisions.ts';

export type ClarifyValues = Readonly<{
  title: string;
  contextId: string | null;
  dueDate: string | null;
  scheduledOn: string | null;
  personId: string | null;
  followUpOn: string | null;
  nextActionTitle: string;
  links: TaskLinks;
}>;

export const noLinks: TaskLinks = { contactId: null, companyId: null, dealId: null };

/** What the form begins with: the item's own words, and the suggestion's fields when it proposes this decision. */
export const firstValues = (item: InboxItem, decision: InboxDecision, suggestion: Suggestion | undefined): ClarifyValues => {
  const hint = suggestion?.decision === decision ? suggestion : undefined;
  return {
    title: hint?.title ?? item.title,
    contextId: hint?.contextId ?? null,
    dueDate: hint?.dueDate ?? null,
    scheduledOn: hint?.dueDate ?? null,
    personId: decision === 'delegate' ? (suggestion?.links.contactId ?? null) : null,
    followUpOn: hint?.dueDate ?? null,
    nextActionTitle: '',
    links: suggestion?.links ?? noLinks,
  };
};

/** Only the fields this decision asks for: gtd refuses nothing else, but a forgotten due date must not stick to a reference. */
export const clarifyInput = (itemId: string, decision: InboxDecision, values: ClarifyValues): z.input<typeof ClarifyInput> => {
  const asked = new Set<string>(entryOf(decision)?.asks ?? []);
  const fields = Object.entries(values).filter(([key, value]) => asked.has(key) && value !== '');
  return { inboxItemId: itemId, decision, ...Object.fromEntries(fields) };
};

/** A suggestion can be taken as it is when the decision needs nothing it does not hold. */
export const completeSuggestion = ({ decision, dueDate, links }: Suggestion): boolean => {
  if (decision === 'calendar') return dueDate !== null;
  if (decision === 'delegate') return links.contactId !== null;
  return decision !== 'project';
};
