import type { Clock } from '@crm-gtd/shared/clock.ts';
import { organizationCreated } from '@crm-gtd/shared/contracts/gateway/organizations.ts';
import { deterministicId } from '@crm-gtd/shared/ids.ts';
import { type ConsumerDeclaration, reaction } from '@crm-gtd/shared/messaging/consumer.ts';
import type { Job } from '@crm-gtd/shared/service/define-service.ts';
import type { DB } from '../generated/db-types.ts';
import { elapse, startTrial } from './subscription.ts';
import { jobScope, type SubscriptionsStore, saveSubscription } from './subscriptions.store.ts';

export const subscriptionsConsumers = (clock: Clock): ConsumerDeclaration[] => [
  reaction<typeof organizationCreated, DB>(organizationCreated, {
    durable: 'billing-subscriptions-organization-created',
    handle: ({ data }, tx) => saveSubscription(tx, startTrial(deterministicId(data.organizationId, 'trial'), clock.now())),
  }),
];

/** Ends trials and cancelled periods whose time has come. Every replica may run it: the row's lock and its status make the second one do nothing. */
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
