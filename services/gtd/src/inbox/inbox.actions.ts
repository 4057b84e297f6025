import type { Clock } from '@crm-gtd/shared/clock.ts';
import {
  captureInboxItem,
  clarifyInboxItem,
  getInboxItem,
  listInboxItems,
  unclarifyInboxItem,
} from '@crm-gtd/shared/contracts/gtd/inbox.ts';
import { newId } from '@crm-gtd/shared/ids.ts';
import { type ActionEntry, handle } from '@crm-gtd/shared/service/handle.ts';
import type { CrmReferences } from '../crm-references.ts';
import type { InboxStore } from './inbox.store.ts';
import { capture, clarify } from './inbox-item.ts';

export const inboxActions = (store: InboxStore, references: CrmReferences, clock: Clock): ActionEntry[] => [
  handle(captureInboxItem, (input, { scope }) =>
    store.create(scope, capture(input, { id: newId(), capturedBy: scope.actorId }, clock.now())),
  ),
  handle(listInboxItems, (input, { scope }) => store.list(scope, input)),
  handle(getInboxItem, ({ inboxItemId }, { scope }) => store.get(scope, inboxItemId)),
  handle(clarifyInboxItem, async (input, { scope }) => {
    await references.check(scope, input);
    return store.clarify(scope, input.inboxItemId, (item) => clarify(item, input, { userId: scope.actorId, newId, now: clock.now() }));
  }),
  handle(unclarifyInboxItem, ({ inboxItemId }, { scope }) => store.unclarify(scope, inboxItemId, clock.now())),
];
