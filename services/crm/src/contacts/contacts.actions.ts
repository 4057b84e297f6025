import type { Clock } from '@crm-gtd/shared/clock.ts';
import {
  contactHistory,
  contactsUsed,
  createContact,
  deleteContact,
  getContact,
  listContacts,
  restoreContact,
  updateContact,
} from '@crm-gtd/shared/contracts/crm/contacts.ts';
import { newId } from '@crm-gtd/shared/ids.ts';
import { type ActionEntry, handle } from '@crm-gtd/shared/service/handle.ts';
import { create, type Occasion, remove, restore, update } from './contact.ts';
import type { ContactsStore } from './contacts.store.ts';

export const contactsActions = (store: ContactsStore, clock: Clock): ActionEntry[] => {
  const occasion = (): Occasion => ({ now: clock.now(), eventId: newId() });
  return [
    handle(listContacts, (query, { scope }) => store.list(scope, query)),
    handle(getContact, ({ contactId }, { scope }) => store.get(scope, contactId)),
    handle(contactsUsed, async (_input, { scope }) => ({ contacts: await store.used(scope) })),
    handle(contactHistory, (query, { scope }) => store.history(scope, query)),
    handle(createContact, (input, { scope }) => store.create(scope, create(newId(), input, occasion()))),
    handle(updateContact, ({ contactId, ...patch }, { scope }) =>
      store.update(scope, contactId, (contact) => update(contact, patch, occasion())),
    ),
    handle(deleteContact, ({ contactId }, { scope }) => store.update(scope, contactId, (contact) => remove(contact, occasion()))),
    handle(restoreContact, ({ contactId }, { scope }) => store.update(scope, contactId, (contact) => restore(contact, occasion()))),
  ];
};
