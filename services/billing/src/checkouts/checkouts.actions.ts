import type { Clock } from '@crm-gtd/shared/clock.ts';
import { createCheckout, getCheckout, receiveWebhook, settleCheckout } from '@crm-gtd/shared/contracts/billing/subscriptions.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import { newId } from '@crm-gtd/shared/ids.ts';
import { type ActionEntry, handle, handlePublic } from '@crm-gtd/shared/service/handle.ts';
import { type Scope, serviceScope } from '@crm-gtd/shared/service/scope.ts';
import { logger } from '@crm-gtd/shared/telemetry/logger.ts';
import { counter } from '@crm-gtd/shared/telemetry/metrics.ts';
import type { PaymentProvider } from '../providers/payment-provider.ts';
import { planOf } from '../subscriptions/subscription.ts';
import { checkOutgrown, type ReadUsage } from '../subscriptions/usage.ts';
import { type CheckoutState, openCheckout, type Wish } from './checkout.ts';
import type { CheckoutsStore } from './checkouts.store.ts';

const webhooks = counter('payment_webhooks_total');

const shown = ({ sessionId: _session, completedAt: _completed, ...checkout }: CheckoutState) => ({
  ...checkout,
  url: checkout.url ?? '',
  createdAt: checkout.createdAt.toISOString(),
});

export type CheckoutsOptions = Readonly<{
  store: CheckoutsStore;
  /** Undefined where nothing is sold. */
  provider: PaymentProvider | undefined;
  usage: ReadUsage;
  clock: Clock;
  frontendUrl: string;
}>;

type Selling = CheckoutsOptions & Readonly<{ provider: PaymentProvider }>;

/** The intent row first, then the provider, then its answer: a crash between leaves an open checkout that the next wish finds. */
const sessionFor = async ({ store, provider, frontendUrl }: Selling, scope: Scope, checkout: CheckoutState): Promise<CheckoutState> => {
  const { id: checkoutId, plan, interval, net, vat, gross, currency } = checkout;
  const { organizationId } = scope;
  const returnUrl = `${frontendUrl}/billing/return?checkout=${checkoutId}`;
  const session = await provider.createSession({ checkoutId, organizationId, plan, interval, net, vat, gross, currency, returnUrl });
  const kept = await store.keepSession(scope, checkoutId, session);
  if (kept.status === 'open') return kept;
  // Another wish came while the provider was asked, and could not know of this session: nobody may pay it.
  await provider.expireSession(session.sessionId);
  throw new AppError('BILLING_CHECKOUT_CLOSED');
};

/** Asks the provider, never the browser or the webhook's body, whether it was paid; a second payment goes back. */
const settle = async ({ store, provider, clock }: Selling, scope: Scope, id: string): Promise<CheckoutState> => {
  const known = await store.get(scope, id);
  const session = known.sessionId ? await provider.getSession(known.sessionId) : undefined;
  if (session?.checkoutId !== id || (session.status !== 'paid' && session.status !== 'refunded')) return known;
  const { checkout, closed } = await store.settle(scope, id, clock.now());
  if (closed) await provider.expireSession(closed);
  if (checkout.status !== 'refunding' || checkout.sessionId === null) return checkout;
  await provider.refund(checkout.sessionId);
  logger.info('checkout.refunded', { organization_id: scope.organizationId, checkout_id: id });
  return store.refunded(scope, id);
};

const open = async (selling: Selling, scope: Scope, wish: Wish & { acceptOutgrown: boolean }): Promise<CheckoutState> => {
  const { store, provider, usage, clock } = selling;
  const { limits } = planOf(wish.plan);
  if (!wish.acceptOutgrown && Object.values(limits).some((limit) => limit !== null)) checkOutgrown(wish.plan, limits, await usage(scope));
  // Paid a moment ago, it counts before the next one is opened.
  const before = await store.openOne(scope);
  if (before) await settle(selling, scope, before.id);
  const { checkout, closed } = await store.open(scope, (current) => openCheckout(newId(), wish, current, clock.now()));
  if (closed) await provider.expireSession(closed);
  return sessionFor(selling, scope, checkout);
};

type Take = Readonly<{ rawBody: string; signature: string; correlationId: string }>;

const take = async (selling: Selling, { rawBody, signature, correlationId }: Take): Promise<'settled' | 'duplicate' | 'ignored'> => {
  const { provider, store } = selling;
  const webhook = provider.readWebhook(rawBody, signature);
  const session = await provider.getSession(webhook.sessionId);
  if (!session) return 'ignored';
  const { organizationId, checkoutId } = session;
  await settle(selling, serviceScope({ service: 'billing', organizationId, correlationId, causationId: correlationId }), checkoutId);
  return (await store.rememberWebhook(provider.name, webhook.id, webhook.type)) ? 'settled' : 'duplicate';
};

export const checkoutsActions = (options: CheckoutsOptions): ActionEntry[] => {
  const { store, provider } = options;
  const selling = (): Selling => {
    if (!provider) throw new AppError('BILLING_NOT_OFFERED');
    return { ...options, provider };
  };
  return [
    handle(createCheckout, async (input, { scope }) => shown(await open(selling(), scope, input))),
    handle(getCheckout, async ({ checkoutId }, { scope }) => shown(await store.get(scope, checkoutId))),
    handle(settleCheckout, async ({ checkoutId }, { scope }) => shown(await settle(selling(), scope, checkoutId))),
    handlePublic(receiveWebhook, async (input, { correlationId }) => {
      if (input.provider !== provider?.name) throw new AppError('NOT_FOUND');
      webhooks.inc({ provider: provider.name, outcome: await take(selling(), { ...input, correlationId }) });
      return null;
    }),
  ];
};
