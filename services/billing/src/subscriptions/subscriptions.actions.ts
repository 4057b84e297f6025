import type { Clock } from '@crm-gtd/shared/clock.ts';
import { listPlans, plans } from '@crm-gtd/shared/contracts/billing/plans.ts';
import {
  cancelSubscription,
  getEntitlements,
  getSubscription,
  resumeSubscription,
} from '@crm-gtd/shared/contracts/billing/subscriptions.ts';
import { type ActionEntry, handle } from '@crm-gtd/shared/service/handle.ts';
import { accessOf } from './access.ts';
import { daysInStatus, planOf, revokeCancel, type SubscriptionState, scheduleCancel } from './subscription.ts';
import type { SubscriptionsStore } from './subscriptions.store.ts';

const shown = ({ statusSince: _since, ...state }: SubscriptionState, access: ReturnType<typeof accessOf>) => ({
  ...state,
  access,
  trialEndsAt: state.trialEndsAt?.toISOString() ?? null,
  currentPeriodEnd: state.currentPeriodEnd?.toISOString() ?? null,
});

export const subscriptionsActions = (store: SubscriptionsStore, clock: Clock): ActionEntry[] => {
  const access = (state: SubscriptionState) => accessOf(state.status, daysInStatus(state, clock.now()));
  const show = (state: SubscriptionState) => shown(state, access(state));
  return [
    handle(listPlans, async () => ({ items: [...plans], nextCursor: null })),
    handle(getSubscription, async (_input, { scope }) => show(await store.current(scope))),
    handle(getEntitlements, async (_input, { scope }) => {
      const state = await store.current(scope);
      const { limits, features } = planOf(state.plan);
      return { plan: state.plan, access: access(state), limits, features };
    }),
    handle(cancelSubscription, async (_input, { scope }) => show(await store.update(scope, (state) => scheduleCancel(state, clock.now())))),
    handle(resumeSubscription, async (_input, { scope }) => show(await store.update(scope, (state) => revokeCancel(state, clock.now())))),
  ];
};
