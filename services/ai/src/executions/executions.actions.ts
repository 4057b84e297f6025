import { listExecutions } from '@crm-gtd/shared/contracts/ai/suggestions.ts';
import { type ActionEntry, handle } from '@crm-gtd/shared/service/handle.ts';
import type { ExecutionsStore } from './executions.store.ts';

export const executionsActions = (store: ExecutionsStore): ActionEntry[] => [
  handle(listExecutions, (input, { scope }) => store.list(scope, input)),
];
