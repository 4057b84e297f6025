import type { Clock } from '@crm-gtd/shared/clock.ts';
import type { ServiceParts } from '@crm-gtd/shared/service/define-service.ts';
import type { CrmDb } from '../db.ts';
import { dealsActions } from './deals.actions.ts';
import { dealsStore } from './deals.store.ts';

export const dealsModule = ({ db, clock }: Readonly<{ db: CrmDb; clock: Clock }>): ServiceParts => ({
  actions: dealsActions(dealsStore(db), clock),
  consumers: [],
});
