import type { Clock } from '@crm-gtd/shared/clock.ts';
import { createCheckout, getCheckout, receiveWebhook, settleCheckout } from '@crm-gtd/shared/contracts/billing/subscriptions.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import { newId } from '@crm-gtd/shared/ids.ts';
import { type ActionEntry, handle, handlePublic } from '@crm-gtd/shared/service/handle.ts';
import { type Scope, serviceScope } from '@crm-gtd/shared/service/scope.ts';
import { counter } from '@crm-gtd/shared/telemetry/metrics.ts';
import type { PaymentProvider } from '../providers/payment-provider.ts';
import { type CheckoutState, openCheckout, type Wish } from './checkout.ts';
import type { CheckoutsStore } from './checkouts.store.ts';

const webhooks = counter('payment_webhooks_total');

const shown = ({ sessionId: _session, ...checkout }: CheckoutState) => ({
  ...checkout,
  url: checkout.url ?? '',
  createdAt: checkout.createdAt.toISOString(),
});

export type CheckoutsOptions = Readonly<{ store: CheckoutsStore; provider: PaymentProvider; clock: Clock; frontendUrl: string }>;

export const checkoutsActions = ({ store, provider, clock, frontendUrl }: CheckoutsOptions): ActionEntry[] => {
  /** Intent first, then the provider, then its answer: a crash between leaves an open checkout that the next one expires. */
  const open = async (scope: Scope, wish: Wish): Promise<CheckoutState> => {
    const { checkout, expiredSessionId } = await store.open(scope, (current) => openCheckout(newId(), wish, current, clock.now()));
    if (expiredSessionId) await provider.expireSession(expiredSessionId);
    const { id: checkoutId, plan, interval, net, vat, gross, currency } = checkout;
    const returnUrl = `${frontendUrl}/billing/return?checkout=${checkoutId}`;
    const session = await provider.createSession({
      checkoutId,
      organizationId: scope.organizationId,
      plan,
      interval,
      net,
      vat,
      gross,
      currency,
      returnUrl,
    });
    return store.keepSession(scope, checkoutId, session);
  };

  /** Asks the provider, never the browser or the webhook's body, whether it was paid. */
  const settle = async (scope: Scope, id: string): Promise<CheckoutState> => {
    const checkout = await store.get(scope, id);
    const session = checkout.sessionId ? await provider.getSession(checkout.sessionId) : undefined;
    return session?.status === 'paid' && session.checkoutId === id ? store.complete(scope, id, clock.now()) : checkout;
  };

  const take = async (rawBody: string, signature: string, correlationId: string): Promise<'settled' | 'duplicate' | 'ignored'> => {
    const webhook = provider.readWebhook(rawBody, signature);
    const session = await provider.getSession(webhook.sessionId);
    if (!session) return 'ignored';
    await settle(
      serviceScope({ service: 'billing', organizationId: session.organizationId, correlationId, causationId: correlationId }),
      session.checkoutId,
    );
    return (await store.rememberWebhook(provider.name, webhook.id, webhook.type)) ? 'settled' : 'duplicate';
  };

  return [
    handle(createCheckout, async (input, { scope }) => shown(await open(scope, input))),
    handle(getCheckout, async ({ checkoutId }, { scope }) => shown(await store.get(scope, checkoutId))),
    handle(settleCheckout, async ({ checkoutId }, { scope }) => shown(await settle(scope, checkoutId))),
    handlePublic(receiveWebhook, async (input, { correlationId }) => {
      if (input.provider !== provider.name) throw new AppError('NOT_FOUND');
      webhooks.inc({ provider: provider.name, outcome: await take(input.rawBody, input.signature, correlationId) });
      return null;
    }),
  ];
};
