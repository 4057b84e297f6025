import type { Clock } from '@crm-gtd/shared/clock.ts';
import type { ServiceParts } from '@crm-gtd/shared/service/define-service.ts';
import type { AiDb } from '../db.ts';
import { executionsActions } from './executions.actions.ts';
import { executionsConsumers } from './executions.consumers.ts';
import { executionsStore } from './executions.store.ts';

export const executionsModule = (db: AiDb, clock: Clock): ServiceParts => ({
  actions: executionsActions(executionsStore(db)),
  consumers: executionsConsumers(clock),
});
