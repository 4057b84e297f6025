import type { Clock } from '@crm-gtd/shared/clock.ts';
import { organizationCreated } from '@crm-gtd/shared/contracts/gateway/organizations.ts';
import { deterministicId } from '@crm-gtd/shared/ids.ts';
import { type ConsumerDeclaration, reaction } from '@crm-gtd/shared/messaging/consumer.ts';
import type { Job } from '@crm-gtd/shared/service/define-service.ts';
import type { DB } from '../generated/db-types.ts';
import { elapse, openWithoutTrial, startTrial } from './subscription.ts';
import { jobScope, type SubscriptionsStore, saveSubscription } from './subscriptions.store.ts';

/** Where nothing is sold there is no trial, and so no end of one. The durable stays: its events are taken and lead to nothing. */
export const subscriptionsConsumers = (clock: Clock, sells: boolean): ConsumerDeclaration[] => [
  reaction<typeof organizationCreated, DB>(organizationCreated, {
    durable: 'billing-subscriptions-organization-created',
    handle: async ({ data }, tx) => {
      if (!sells) return;
      const begin = data.trial === false ? openWithoutTrial : startTrial;
      await saveSubscription(tx, begin(deterministicId(data.organizationId, 'trial'), clock.now()));
    },
  }),
];

/** Ends trials and periods whose time has come. Every replica may run it: the row's lock and its status make the second one do nothing. */
export const deadlinesJob = (store: SubscriptionsStore, clock: Clock): Job => ({
  name: 'billing-deadlines',
  everyMs: 60_000,
  run: async (signal) => {
    for (const organizationId of await store.dueOrganizations(clock.now())) {
      if (signal.aborted) return;
      await store.update(jobScope(organizationId), (state) => elapse(state, clock.now()));
    }
  },
});
