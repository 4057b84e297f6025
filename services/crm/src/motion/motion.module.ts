import { type Clock, dateIn } from '@crm-gtd/shared/clock.ts';
import { newId } from '@crm-gtd/shared/ids.ts';
import type { Job, ServiceParts } from '@crm-gtd/shared/service/define-service.ts';
import type { Call } from '@crm-gtd/shared/service/rpc.ts';
import { serviceScope } from '@crm-gtd/shared/service/scope.ts';
import type { CrmDb } from '../db.ts';
import { motionConsumers } from './motion.consumers.ts';
import { organizationsToWake, wakeDeals } from './motion.store.ts';

type Options = Readonly<{ db: CrmDb; clock: Clock; call: Call; timeZone: string }>;

export function motionModule({ db, clock, call, timeZone }: Options): ServiceParts {
  const today = (): string => dateIn(clock.now(), timeZone);
  return { actions: [], consumers: motionConsumers(call, today), jobs: [wakeJob(db, today)] };
}

/** A deferral comes at midnight; a quarter of an hour later at most its deal moves again. Repeating it changes nothing. */
function wakeJob(db: CrmDb, today: () => string): Job {
  return {
    name: 'crm-motion-wake',
    everyMs: 15 * 60_000,
    async run(signal) {
      for (const organizationId of await organizationsToWake(db, today())) {
        if (signal.aborted) return;
        const id = newId();
        await wakeDeals(db, serviceScope({ service: 'crm', organizationId, correlationId: id, causationId: id }), today());
      }
    },
  };
}
