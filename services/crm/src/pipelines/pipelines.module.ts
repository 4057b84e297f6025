import type { Clock } from '@crm-gtd/shared/clock.ts';
import type { ServiceParts } from '@crm-gtd/shared/service/define-service.ts';
import type { CrmDb } from '../db.ts';
import { pipelinesActions } from './pipelines.actions.ts';
import { pipelinesConsumers } from './pipelines.consumers.ts';
import { pipelinesStore } from './pipelines.store.ts';

export const pipelinesModule = ({ db, clock }: Readonly<{ db: CrmDb; clock: Clock }>): ServiceParts => ({
  actions: pipelinesActions(pipelinesStore(db), clock),
  consumers: pipelinesConsumers(clock),
});
