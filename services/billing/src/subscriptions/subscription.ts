import { addDays } from '@crm-gtd/shared/clock.ts';
import { type BillingInterval, type PlanCode, plans, trialDays, trialPlan } from '@crm-gtd/shared/contracts/billing/plans.ts';
import {
  type SubscriptionStatus,
  subscriptionActivated,
  subscriptionCancelRevoked,
  subscriptionCancelScheduled,
  subscriptionEnded,
  subscriptionPlanChanged,
  subscriptionTrialEnded,
  subscriptionTrialStarted,
} from '@crm-gtd/shared/contracts/billing/subscriptions.ts';
import type { Decision } from '@crm-gtd/shared/contracts/define.ts';
import type { z } from 'zod';
import { accessOf } from './access.ts';

type Interval = z.infer<typeof BillingInterval>;

/**
 * trialing → active | expired; expired → active; active → active (plan, period) | canceled.
 * A final state (canceled) never returns to life: a later purchase is a new row.
 */
export type SubscriptionState = Readonly<{
  id: string;
  plan: PlanCode;
  status: z.infer<typeof SubscriptionStatus>;
  interval: Interval | null;
  provider: 'sandbox';
  trialEndsAt: Date | null;
  currentPeriodEnd: Date | null;
  cancelAtPeriodEnd: boolean;
  statusSince: Date;
  version: number;
}>;

const dayMs = 86_400_000;

export const daysInStatus = (state: SubscriptionState, now: Date): number =>
  Math.floor((now.getTime() - state.statusSince.getTime()) / dayMs);

export const planOf = (code: PlanCode) => plans.find((plan) => plan.code === code) ?? (plans[0] as (typeof plans)[number]);

/** Every event carries the whole entitlement state, so that a projection needs only the newest. */
const facts = (state: SubscriptionState, now: Date) => {
  const { limits, features } = planOf(state.plan);
  return {
    subscriptionId: state.id,
    plan: state.plan,
    status: state.status,
    access: accessOf(state.status, daysInStatus(state, now)),
    limits,
    features,
    trialEndsAt: state.trialEndsAt?.toISOString() ?? null,
    currentPeriodEnd: state.currentPeriodEnd?.toISOString() ?? null,
    cancelAtPeriodEnd: state.cancelAtPeriodEnd,
  };
};

export const startTrial = (id: string, now: Date): Decision<SubscriptionState> => {
  const next: SubscriptionState = {
    id,
    plan: trialPlan,
    status: 'trialing',
    interval: null,
    provider: 'sandbox',
    trialEndsAt: addDays(now, trialDays),
    currentPeriodEnd: null,
    cancelAtPeriodEnd: false,
    statusSince: now,
    version: 1,
  };
  return { next, events: [subscriptionTrialStarted.of(facts(next, now))] };
};

/** The same day of the next month or year; a day that month lacks becomes its last (31 January → 28 February). */
export const periodEnd = (from: Date, interval: Interval): Date => {
  const months = interval === 'month' ? 1 : 12;
  const target = new Date(
    Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + months, 1, from.getUTCHours(), from.getUTCMinutes(), from.getUTCSeconds()),
  );
  const lastDay = new Date(Date.UTC(target.getUTCFullYear(), target.getUTCMonth() + 1, 0)).getUTCDate();
  target.setUTCDate(Math.min(from.getUTCDate(), lastDay));
  return target;
};

export type Purchase = Readonly<{ plan: PlanCode; interval: Interval }>;

export const activate = (state: SubscriptionState, purchase: Purchase, now: Date): Decision<SubscriptionState> => {
  const changed = state.status === 'active';
  const next: SubscriptionState = {
    ...state,
    ...purchase,
    status: 'active',
    trialEndsAt: null,
    currentPeriodEnd: periodEnd(now, purchase.interval),
    cancelAtPeriodEnd: false,
    statusSince: changed ? state.statusSince : now,
    version: state.version + 1,
  };
  return { next, events: [(changed ? subscriptionPlanChanged : subscriptionActivated).of(facts(next, now))] };
};

const flagged = (state: SubscriptionState, cancelAtPeriodEnd: boolean, now: Date): Decision<SubscriptionState> => {
  if (state.status !== 'active' || state.cancelAtPeriodEnd === cancelAtPeriodEnd) return { next: state, events: [] };
  const next = { ...state, cancelAtPeriodEnd, version: state.version + 1 };
  return { next, events: [(cancelAtPeriodEnd ? subscriptionCancelScheduled : subscriptionCancelRevoked).of(facts(next, now))] };
};

export const scheduleCancel = (state: SubscriptionState, now: Date): Decision<SubscriptionState> => flagged(state, true, now);
export const revokeCancel = (state: SubscriptionState, now: Date): Decision<SubscriptionState> => flagged(state, false, now);

/** What time alone does: a trial runs out, a cancelled period ends. Nothing when no deadline has come. */
export const elapse = (state: SubscriptionState, now: Date): Decision<SubscriptionState> => {
  const due = (deadline: Date | null): boolean => deadline !== null && deadline <= now;
  if (state.status === 'trialing' && due(state.trialEndsAt)) {
    const next: SubscriptionState = { ...state, status: 'expired', statusSince: now, version: state.version + 1 };
    return { next, events: [subscriptionTrialEnded.of(facts(next, now))] };
  }
  if (state.status === 'active' && state.cancelAtPeriodEnd && due(state.currentPeriodEnd)) {
    const next: SubscriptionState = { ...state, status: 'canceled', statusSince: now, version: state.version + 1 };
    return { next, events: [subscriptionEnded.of(facts(next, now))] };
  }
  return { next: state, events: [] };
};
