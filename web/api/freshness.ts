import type { ActionContract } from '@crm-gtd/shared/contracts/define.ts';

/** `gtd.tasks` of `v1.gtd.tasks.list`: queries are kept, and forgotten, by slice. */
export const sliceOf = (contract: Pick<ActionContract, 'name'>): string => contract.name.split('.').slice(1, 3).join('.');

const everywhere = ['gateway.audit'];

/** Which slices' answers an event about this aggregate makes old. */
const slicesOfAggregate: Readonly<Record<string, readonly string[]>> = {
  contact: ['crm.contacts', 'billing.usage'],
  company: ['crm.companies', 'crm.contacts', 'crm.deals'],
  deal: ['crm.deals'],
  pipeline: ['crm.pipelines', 'crm.deals'],
  import: ['crm.imports'],
  task: ['gtd.tasks', 'gtd.projects'],
  inboxItem: ['gtd.inbox', 'gtd.tasks', 'ai.suggestions'],
  waitingFor: ['gtd.waiting', 'gtd.tasks'],
  context: ['gtd.contexts', 'gtd.tasks'],
  project: ['gtd.projects'],
  suggestion: ['ai.suggestions'],
  execution: ['ai.executions'],
  subscription: ['billing.subscriptions', 'billing.plans', 'billing.usage', 'gateway.organizations'],
  checkout: ['billing.checkouts', 'billing.subscriptions'],
  invoice: ['billing.invoices'],
  organization: ['gateway.organizations'],
  membership: ['gateway.memberships', 'billing.usage'],
  user: ['gateway.account'],
  invitation: ['gateway.invitations', 'gateway.memberships', 'billing.usage'],
  effect: ['gateway.effects'],
  deadLetter: ['gateway.deadLetters', 'gateway.effects'],
  operator: ['gateway.auth'],
};

/** Which slices the browser's own write makes old at once, without waiting for the event. */
const slicesOfWrite: Readonly<Record<string, readonly string[]>> = {
  'gtd.inbox': ['gtd.inbox', 'gtd.tasks', 'gtd.waiting', 'gtd.projects', 'ai.suggestions'],
  'gtd.tasks': ['gtd.tasks', 'gtd.projects', 'crm.deals'],
  'gtd.contexts': ['gtd.contexts', 'gtd.tasks'],
  'crm.pipelines': ['crm.pipelines', 'crm.deals'],
  'gtd.waiting': ['gtd.waiting', 'gtd.tasks', 'crm.deals'],
  'crm.companies': ['crm.companies', 'crm.contacts', 'crm.deals'],
  'crm.imports': ['crm.imports', 'crm.contacts', 'crm.companies'],
  'billing.subscriptions': ['billing.subscriptions', 'gateway.organizations'],
  'billing.checkouts': ['billing.checkouts', 'billing.subscriptions', 'gateway.organizations'],
};

/** The noun of an event's type is its aggregate, as in `crm.deal.won`. */
export const staleAfterEvent = (type: string): readonly string[] => [...(slicesOfAggregate[type.split('.')[1] ?? ''] ?? []), ...everywhere];

export const staleAfterWrite = (contract: ActionContract): readonly string[] => [
  ...(slicesOfWrite[sliceOf(contract)] ?? [sliceOf(contract)]),
  ...everywhere,
];
