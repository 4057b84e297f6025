import type { Clock } from '@crm-gtd/shared/clock.ts';
import type { ServiceParts } from '@crm-gtd/shared/service/define-service.ts';
import type { GtdDb } from '../db.ts';
import { contextsActions } from './contexts.actions.ts';
import { contextsConsumers } from './contexts.consumers.ts';
import { contextsStore } from './contexts.store.ts';

export const contextsModule = (db: GtdDb, clock: Clock): ServiceParts => ({
  actions: contextsActions(contextsStore(db), clock),
  consumers: contextsConsumers(clock),
});
