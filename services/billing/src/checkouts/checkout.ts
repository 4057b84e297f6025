import type { BillingInterval, PlanCode } from '@crm-gtd/shared/contracts/billing/plans.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import type { z } from 'zod';
import { type Amounts, documentAmounts } from '../money/vat.ts';
import { planOf, type SubscriptionState } from '../subscriptions/subscription.ts';

export type Wish = Readonly<{ plan: PlanCode; interval: z.infer<typeof BillingInterval> }>;

/** open → completed | expired; both are final. */
export type CheckoutState = Wish &
  Amounts &
  Readonly<{
    id: string;
    status: 'open' | 'completed' | 'expired';
    provider: 'sandbox';
    sessionId: string | null;
    url: string | null;
    currency: string;
    createdAt: Date;
  }>;

/** Net list price plus 23 % VAT. The same plan and interval cannot be bought twice while it runs. */
export const openCheckout = (id: string, wish: Wish, current: SubscriptionState | undefined, now: Date): CheckoutState => {
  if (current?.status === 'active' && !current.cancelAtPeriodEnd && current.plan === wish.plan && current.interval === wish.interval)
    throw new AppError('BILLING_ALREADY_SUBSCRIBED', { plan: wish.plan });
  const plan = planOf(wish.plan);
  const price = wish.interval === 'month' ? plan.priceMonth : plan.priceYear;
  const amounts = documentAmounts([{ unitPrice: price.amount, quantity: 1, vatRate: '23' }], 'net', 'group');
  return {
    id,
    ...wish,
    ...amounts,
    status: 'open',
    provider: 'sandbox',
    sessionId: null,
    url: null,
    currency: price.currency,
    createdAt: now,
  };
};
