import type { Clock } from '@crm-gtd/shared/clock.ts';
import {
  getEntitlements,
  subscriptionActivated,
  subscriptionCancelRevoked,
  subscriptionCancelScheduled,
  subscriptionEnded,
  subscriptionOpened,
  subscriptionPastDue,
  subscriptionPlanChanged,
  subscriptionRenewed,
  subscriptionSuspended,
  subscriptionTrialEnded,
  subscriptionTrialStarted,
} from '@crm-gtd/shared/contracts/billing/subscriptions.ts';
import type { DataOf } from '@crm-gtd/shared/contracts/define.ts';
import { type ConsumerDeclaration, projection } from '@crm-gtd/shared/messaging/consumer.ts';
import type { Call } from '@crm-gtd/shared/service/rpc.ts';
import { serviceScope } from '@crm-gtd/shared/service/scope.ts';
import type { DB } from '../generated/db-types.ts';
import { saveEntitlement } from './entitlements.store.ts';

const events = [
  subscriptionOpened,
  subscriptionRenewed,
  subscriptionPastDue,
  subscriptionSuspended,
  subscriptionTrialStarted,
  subscriptionTrialEnded,
  subscriptionActivated,
  subscriptionPlanChanged,
  subscriptionCancelScheduled,
  subscriptionCancelRevoked,
  subscriptionEnded,
];

/** Each event carries the whole entitlement, so the newest alone is enough; where one is missing, billing is asked. */
export const entitlementsConsumers = (call: Call, clock: Clock): ConsumerDeclaration[] => [
  projection<DB>({
    durable: 'gateway-entitlements-subscription',
    aggregate: 'subscription',
    events,
    handle: async ({ envelope, data }, tx) => {
      const { plan, status, access, limits, features } = data as DataOf<typeof subscriptionActivated>;
      await saveEntitlement(
        tx,
        { plan, status, access, limits, features },
        { subscriptionId: envelope.aggregateid, at: new Date(envelope.time) },
      );
    },
    fetchState: async ({ organizationId, aggregateId, scope: { correlationId, causationId } }) => {
      const asked = serviceScope({ service: 'gateway', organizationId, correlationId, causationId });
      const { plan, access, limits, features } = await call(getEntitlements, {}, asked);
      const told = { subscriptionId: aggregateId, at: clock.now() };
      return { apply: (tx) => saveEntitlement(tx, { plan, status: 'fetched', access, limits, features }, told) };
    },
  }),
];
