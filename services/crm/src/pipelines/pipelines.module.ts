import type { Clock } from '@crm-gtd/shared/clock.ts';
import type { ServiceParts } from '@crm-gtd/shared/service/define-service.ts';
import type { CrmDb } from '../db.ts';
import { pipelinesActions } from './pipelines.actions.ts';
import { pipelinesConsumers } from './pipelines.consumers.ts';
import { type EmptyStage, pipelinesStore } from './pipelines.store.ts';

type Needs = Readonly<{ db: CrmDb; clock: Clock; emptyStage: EmptyStage }>;

export const pipelinesModule = ({ db, clock, emptyStage }: Needs): ServiceParts => ({
  actions: pipelinesActions(pipelinesStore(db, emptyStage), clock),
  consumers: pipelinesConsumers(clock),
});
