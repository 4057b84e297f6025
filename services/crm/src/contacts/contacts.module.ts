import type { Clock } from '@crm-gtd/shared/clock.ts';
import type { ServiceParts } from '@crm-gtd/shared/service/define-service.ts';
import type { CrmDb } from '../db.ts';
import { contactsActions } from './contacts.actions.ts';
import { contactsStore } from './contacts.store.ts';

export const contactsModule = ({ db, clock }: Readonly<{ db: CrmDb; clock: Clock }>): ServiceParts => ({
  actions: contactsActions(contactsStore(db), clock),
  consumers: [],
});
