import type { Clock } from '@crm-gtd/shared/clock.ts';
import { arrangeContexts, createContext, listContexts } from '@crm-gtd/shared/contracts/gtd/tasks.ts';
import { newId } from '@crm-gtd/shared/ids.ts';
import { type ActionEntry, handle } from '@crm-gtd/shared/service/handle.ts';
import { arrange } from './context.ts';
import type { ContextsStore } from './contexts.store.ts';

export const contextsActions = (store: ContextsStore, clock: Clock): ActionEntry[] => [
  handle(listContexts, async (_input, { scope }) => ({ items: await store.list(scope), nextCursor: null })),
  handle(createContext, ({ name, icon }, { scope }) => store.create(scope, { id: newId(), name, icon }, clock.now())),
  handle(arrangeContexts, async (input, { scope }) => ({
    items: await store.arrange(scope, (current) => arrange(current, input, { locale: scope.locale, newId }), clock.now()),
    nextCursor: null,
  })),
];
