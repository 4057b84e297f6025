import type { Clock } from '@crm-gtd/shared/clock.ts';
import { type LimitName, listPlans, plans, trialPlan } from '@crm-gtd/shared/contracts/billing/plans.ts';
import {
  cancelSubscription,
  getEntitlements,
  getSubscription,
  getUsage,
  resumeSubscription,
} from '@crm-gtd/shared/contracts/billing/subscriptions.ts';
import { type ActionEntry, handle } from '@crm-gtd/shared/service/handle.ts';
import type { Scope } from '@crm-gtd/shared/service/scope.ts';
import { accessOf } from './access.ts';
import { daysInStatus, planOf, revokeCancel, type SubscriptionState, scheduleCancel } from './subscription.ts';
import type { SubscriptionsStore } from './subscriptions.store.ts';
import type { ReadUsage } from './usage.ts';

const shown = ({ statusSince: _since, periodAnchorDay: _anchor, ...state }: SubscriptionState, access: ReturnType<typeof accessOf>) => ({
  ...state,
  access,
  trialEndsAt: state.trialEndsAt?.toISOString() ?? null,
  currentPeriodEnd: state.currentPeriodEnd?.toISOString() ?? null,
});

export type SubscriptionsOptions = Readonly<{
  store: SubscriptionsStore;
  clock: Clock;
  usage: ReadUsage;
  paymentProvider: 'sandbox' | 'none';
}>;

/** Limits as the token tells them: the gateway knows what holds where nothing is sold. */
const usageShown = async ({ store, usage }: SubscriptionsOptions, scope: Scope) => {
  const limits = scope.limits ?? planOf((await store.current(scope)).plan).limits;
  const used = await usage(scope);
  return { items: (Object.keys(used) as LimitName[]).map((limit) => ({ limit, used: used[limit], allowed: limits[limit] ?? null })) };
};

export const subscriptionsActions = (options: SubscriptionsOptions): ActionEntry[] => {
  const { store, clock, paymentProvider } = options;
  const sells = paymentProvider !== 'none';
  const access = (state: SubscriptionState) => accessOf(state.status, daysInStatus(state, clock.now()));
  const show = (state: SubscriptionState) => shown(state, access(state));
  return [
    handle(listPlans, async () => ({ items: sells ? [...plans] : [], nextCursor: null, paymentProvider })),
    handle(getUsage, (_input, { scope }) => usageShown(options, scope)),
    handle(getSubscription, async (_input, { scope }) => show(await store.current(scope))),
    handle(getEntitlements, async (_input, { scope }) => {
      if (!sells)
        return {
          plan: trialPlan,
          access: 'full' as const,
          limits: { ...planOf(trialPlan).limits, ...scope.limits },
          features: planOf(trialPlan).features,
        };
      const state = await store.current(scope);
      const { limits, features } = planOf(state.plan);
      return { plan: state.plan, access: access(state), limits, features };
    }),
    handle(cancelSubscription, async (_input, { scope }) => show(await store.update(scope, (state) => scheduleCancel(state, clock.now())))),
    handle(resumeSubscription, async (_input, { scope }) => show(await store.update(scope, (state) => revokeCancel(state, clock.now())))),
  ];
};
