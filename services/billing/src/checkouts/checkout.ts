import type { BillingInterval, PlanCode } from '@crm-gtd/shared/contracts/billing/plans.ts';
import type { CheckoutStatus } from '@crm-gtd/shared/contracts/billing/subscriptions.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import type { z } from 'zod';
import { type Amounts, documentAmounts } from '../money/vat.ts';
import { planOf, renewable, type SubscriptionState } from '../subscriptions/subscription.ts';

export type Wish = Readonly<{ plan: PlanCode; interval: z.infer<typeof BillingInterval> }>;

/**
 * open → completed | expired; expired → completed, when it was paid all the same and nothing else was; expired → refunding →
 * refunded, when something else was paid by then.
 */
export type CheckoutState = Wish &
  Amounts &
  Readonly<{
    id: string;
    status: z.infer<typeof CheckoutStatus>;
    provider: 'sandbox';
    sessionId: string | null;
    url: string | null;
    currency: string;
    createdAt: Date;
    completedAt: Date | null;
  }>;

const bought = (current: SubscriptionState | undefined, { plan, interval }: Wish, now: Date): boolean =>
  current?.status === 'active' &&
  !current.cancelAtPeriodEnd &&
  current.plan === plan &&
  current.interval === interval &&
  !renewable(current, now);

/** Net list price plus 23 % VAT. The same plan and interval cannot be bought twice while it runs, but near its end for the time after. */
export const openCheckout = (id: string, wish: Wish, current: SubscriptionState | undefined, now: Date): CheckoutState => {
  if (bought(current, wish, now)) throw new AppError('BILLING_ALREADY_SUBSCRIBED', { plan: wish.plan });
  const plan = planOf(wish.plan);
  const price = wish.interval === 'month' ? plan.priceMonth : plan.priceYear;
  const amounts = documentAmounts([{ unitPrice: price.amount, quantity: 1, vatRate: '23' }], 'net', 'group');
  return {
    id,
    plan: wish.plan,
    interval: wish.interval,
    ...amounts,
    status: 'open',
    provider: 'sandbox',
    sessionId: null,
    url: null,
    currency: price.currency,
    createdAt: now,
    completedAt: null,
  };
};

const reusedForMs = 3_600_000;

/** Asked for twice, by a double click or a second tab, one wish is one checkout: then there is one link to pay. */
export const sameWish = (open: CheckoutState, wanted: CheckoutState): boolean =>
  open.plan === wanted.plan &&
  open.interval === wanted.interval &&
  open.gross === wanted.gross &&
  wanted.createdAt.getTime() - open.createdAt.getTime() < reusedForMs;

/** What becomes of a payment: `grant` what was bought, give the money back, or nothing, since that was decided before. */
export const settlePaid = (checkout: CheckoutState, paidSince: boolean): 'grant' | 'refund' | 'settled' => {
  if (checkout.status === 'open') return 'grant';
  if (checkout.status !== 'expired') return 'settled';
  return paidSince ? 'refund' : 'grant';
};
