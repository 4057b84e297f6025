import type { Clock } from '@crm-gtd/shared/clock.ts';
import type { ServiceParts } from '@crm-gtd/shared/service/define-service.ts';
import { figuresJob } from '@crm-gtd/shared/service/figures-job.ts';
import type { CrmDb } from '../db.ts';
import { openDeals } from './deal-figures.store.ts';
import { countDeals, showOpenDeals } from './deal-metrics.ts';
import { dealsActions } from './deals.actions.ts';
import { dealsStore } from './deals.store.ts';

export const dealsModule = ({ db, clock }: Readonly<{ db: CrmDb; clock: Clock }>): ServiceParts => {
  countDeals();
  return {
    actions: dealsActions(dealsStore(db), clock),
    consumers: [],
    jobs: [figuresJob('crm', async () => showOpenDeals(await openDeals(db)))],
  };
};
