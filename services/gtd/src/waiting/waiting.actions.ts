import type { Clock } from '@crm-gtd/shared/clock.ts';
import { listWaitingFors, openWaitingFor, reopenWaitingFor, resolveWaitingFor } from '@crm-gtd/shared/contracts/gtd/waiting.ts';
import { newId } from '@crm-gtd/shared/ids.ts';
import { type ActionEntry, handle } from '@crm-gtd/shared/service/handle.ts';
import type { CrmReferences } from '../crm-references.ts';
import type { WaitingStore } from './waiting.store.ts';
import { open, reopen, resolve } from './waiting-for.ts';

export const waitingActions = (store: WaitingStore, references: CrmReferences, clock: Clock): ActionEntry[] => [
  handle(listWaitingFors, (input, { scope }) => store.list(scope, input)),
  handle(openWaitingFor, async (input, { scope }) => {
    await references.check(scope, { links: input.links, personId: input.personId });
    return store.create(scope, open(input, { id: newId(), ownerId: scope.actorId }, clock.now()));
  }),
  handle(resolveWaitingFor, ({ waitingForId }, { scope }) => store.update(scope, waitingForId, (waiting) => resolve(waiting, clock.now()))),
  handle(reopenWaitingFor, ({ waitingForId }, { scope }) => store.update(scope, waitingForId, reopen)),
];
