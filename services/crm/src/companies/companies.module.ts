import type { Clock } from '@crm-gtd/shared/clock.ts';
import type { ServiceParts } from '@crm-gtd/shared/service/define-service.ts';
import type { CrmDb } from '../db.ts';
import { companiesActions } from './companies.actions.ts';
import { companiesStore } from './companies.store.ts';

export const companiesModule = ({ db, clock }: Readonly<{ db: CrmDb; clock: Clock }>): ServiceParts => ({
  actions: companiesActions(companiesStore(db), clock),
  consumers: [],
});
