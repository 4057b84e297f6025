import { addDays } from '@crm-gtd/shared/clock.ts';
import {
  type BillingInterval,
  graceDays,
  type PlanCode,
  plans,
  renewalDays,
  trialDays,
  trialPlan,
} from '@crm-gtd/shared/contracts/billing/plans.ts';
import {
  type SubscriptionStatus,
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
import type { Decision } from '@crm-gtd/shared/contracts/define.ts';
import type { z } from 'zod';
import { accessOf } from './access.ts';

type Interval = z.infer<typeof BillingInterval>;

/**
 * trialing → active | expired; expired → active; active → active (plan, period) | past_due | canceled; past_due → active | unpaid;
 * unpaid → active. Until there are renewals, the next period is paid like the first.
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
  periodAnchorDay: number | null;
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

const first = (id: string, now: Date) =>
  ({
    id,
    plan: trialPlan,
    interval: null,
    provider: 'sandbox',
    currentPeriodEnd: null,
    periodAnchorDay: null,
    cancelAtPeriodEnd: false,
    statusSince: now,
    version: 1,
  }) as const;

export const startTrial = (id: string, now: Date): Decision<SubscriptionState> => {
  const next: SubscriptionState = { ...first(id, now), status: 'trialing', trialEndsAt: addDays(now, trialDays) };
  return { next, events: [subscriptionTrialStarted.of(facts(next, now))] };
};

/** One trial per account: a further organization of the same owner begins where a trial ends. */
export const openWithoutTrial = (id: string, now: Date): Decision<SubscriptionState> => {
  const next: SubscriptionState = { ...first(id, now), status: 'expired', trialEndsAt: null };
  return { next, events: [subscriptionOpened.of(facts(next, now))] };
};

/**
 * The same day of the next month or year; a day that month lacks becomes its last (31 January → 28 February), and `anchorDay`
 * brings it back in the month after.
 */
export const periodEnd = (from: Date, interval: Interval, anchorDay: number = from.getUTCDate()): Date => {
  const months = interval === 'month' ? 1 : 12;
  const target = new Date(
    Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + months, 1, from.getUTCHours(), from.getUTCMinutes(), from.getUTCSeconds()),
  );
  const lastDay = new Date(Date.UTC(target.getUTCFullYear(), target.getUTCMonth() + 1, 0)).getUTCDate();
  target.setUTCDate(Math.min(anchorDay, lastDay));
  return target;
};

export type Purchase = Readonly<{ plan: PlanCode; interval: Interval }>;

/** Whether the period is so near its end, or past it, that the next one can be paid. */
export const renewable = ({ status, currentPeriodEnd }: SubscriptionState, now: Date): boolean =>
  status === 'past_due' || (status === 'active' && currentPeriodEnd !== null && addDays(currentPeriodEnd, -renewalDays) <= now);

/** The next period follows the one before without a day paid twice; anything else begins now. */
const nextPeriod = (state: SubscriptionState, interval: Interval, now: Date) => {
  const follows = renewable(state, now);
  const from = follows ? (state.currentPeriodEnd ?? now) : now;
  const periodAnchorDay = (follows ? state.periodAnchorDay : null) ?? from.getUTCDate();
  return { currentPeriodEnd: periodEnd(from, interval, periodAnchorDay), periodAnchorDay };
};

const boughtEvent = (state: SubscriptionState, { plan, interval }: Purchase, now: Date) => {
  if (state.status !== 'active' && state.status !== 'past_due') return subscriptionActivated;
  return renewable(state, now) && state.plan === plan && state.interval === interval ? subscriptionRenewed : subscriptionPlanChanged;
};

export const activate = (state: SubscriptionState, purchase: Purchase, now: Date): Decision<SubscriptionState> => {
  const next: SubscriptionState = {
    ...state,
    ...purchase,
    status: 'active',
    trialEndsAt: null,
    ...nextPeriod(state, purchase.interval, now),
    cancelAtPeriodEnd: false,
    statusSince: state.status === 'active' ? state.statusSince : now,
    version: state.version + 1,
  };
  return { next, events: [boughtEvent(state, purchase, now).of(facts(next, now))] };
};

const flagged = (state: SubscriptionState, cancelAtPeriodEnd: boolean, now: Date): Decision<SubscriptionState> => {
  if (state.status !== 'active' || state.cancelAtPeriodEnd === cancelAtPeriodEnd) return { next: state, events: [] };
  const next = { ...state, cancelAtPeriodEnd, version: state.version + 1 };
  return { next, events: [(cancelAtPeriodEnd ? subscriptionCancelScheduled : subscriptionCancelRevoked).of(facts(next, now))] };
};

export const scheduleCancel = (state: SubscriptionState, now: Date): Decision<SubscriptionState> => flagged(state, true, now);
export const revokeCancel = (state: SubscriptionState, now: Date): Decision<SubscriptionState> => flagged(state, false, now);

type Step = Readonly<{ status: SubscriptionState['status']; since: Date; event: typeof subscriptionEnded }>;

/** What has come by itself: nothing while no deadline has. */
const dueStep = (state: SubscriptionState, now: Date): Step | undefined => {
  const due = (deadline: Date | null): deadline is Date => deadline !== null && deadline <= now;
  const { status, trialEndsAt, currentPeriodEnd } = state;
  if (status === 'trialing') return due(trialEndsAt) ? { status: 'expired', since: now, event: subscriptionTrialEnded } : undefined;
  if ((status !== 'active' && status !== 'past_due') || !due(currentPeriodEnd)) return undefined;
  if (state.cancelAtPeriodEnd) return { status: 'canceled', since: now, event: subscriptionEnded };
  if (due(addDays(currentPeriodEnd, graceDays))) return { status: 'unpaid', since: now, event: subscriptionSuspended };
  return status === 'active' ? { status: 'past_due', since: currentPeriodEnd, event: subscriptionPastDue } : undefined;
};

/** What time alone does: a trial runs out, a cancelled period ends, an unpaid one has its days of grace and ends then. */
export const elapse = (state: SubscriptionState, now: Date): Decision<SubscriptionState> => {
  const step = dueStep(state, now);
  if (!step) return { next: state, events: [] };
  const next: SubscriptionState = { ...state, status: step.status, statusSince: step.since, version: state.version + 1 };
  return { next, events: [step.event.of(facts(next, now))] };
};
