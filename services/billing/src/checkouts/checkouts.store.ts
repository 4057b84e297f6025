import { checkoutCompleted } from '@crm-gtd/shared/contracts/billing/subscriptions.ts';
import type { TenantDb, Tx } from '@crm-gtd/shared/database/tenant-db.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import { deterministicId } from '@crm-gtd/shared/ids.ts';
import { appendEvents } from '@crm-gtd/shared/messaging/outbox.ts';
import type { Scope } from '@crm-gtd/shared/service/scope.ts';
import type { Selectable } from 'kysely';
import type { Checkout, DB } from '../generated/db-types.ts';
import { activate, type SubscriptionState, startTrial } from '../subscriptions/subscription.ts';
import { lockLive, saveSubscription } from '../subscriptions/subscriptions.store.ts';
import type { CheckoutState } from './checkout.ts';

export type CheckoutsStore = Readonly<{
  get(scope: Scope, id: string): Promise<CheckoutState>;
  /** Expires the open one and keeps the new one; gives the expired one's session, for the provider to close. */
  open(
    scope: Scope,
    make: (current: SubscriptionState | undefined) => CheckoutState,
  ): Promise<{ checkout: CheckoutState; expiredSessionId: string | null }>;
  keepSession(scope: Scope, id: string, session: { sessionId: string; url: string }): Promise<CheckoutState>;
  /** Completes the checkout and activates what was bought, once, whoever calls first: the browser's return or the webhook. */
  complete(scope: Scope, id: string, now: Date): Promise<CheckoutState>;
  /** False when this webhook was taken before. */
  rememberWebhook(provider: string, id: string, type: string): Promise<boolean>;
}>;

const stateOf = ({ organizationId: _organization, completedAt: _completed, ...row }: Selectable<Checkout>): CheckoutState =>
  row as unknown as CheckoutState;

const byId = async (tx: Tx<DB>, id: string, lock: boolean): Promise<CheckoutState> => {
  const query = tx.kysely.selectFrom('checkouts').selectAll().where('id', '=', id);
  const row = await (lock ? query.forUpdate() : query).executeTakeFirst();
  if (!row) throw new AppError('BILLING_CHECKOUT_NOT_FOUND');
  return stateOf(row);
};

const expireOpen = async (tx: Tx<DB>): Promise<string | null> => {
  const row = await tx.kysely
    .updateTable('checkouts')
    .set({ status: 'expired' })
    .where('status', '=', 'open')
    .returning('sessionId')
    .executeTakeFirst();
  return row?.sessionId ?? null;
};

/** After a final state a purchase begins a new row; its id follows from the checkout, so that a repeat finds it. */
const subscriptionToActivate = async (tx: Tx<DB>, checkoutId: string, now: Date): Promise<SubscriptionState> =>
  (await lockLive(tx)) ?? startTrial(deterministicId(checkoutId, 'subscription'), now).next;

/** Paid although it had expired here: the money is taken, so what was bought is given. */
const completeLocked = async (tx: Tx<DB>, checkout: CheckoutState, now: Date): Promise<CheckoutState> => {
  if (checkout.status === 'completed') return checkout;
  const { id, plan, interval, gross, currency } = checkout;
  const subscription = await subscriptionToActivate(tx, id, now);
  await tx.kysely.updateTable('checkouts').set({ status: 'completed', completedAt: now }).where('id', '=', id).execute();
  await appendEvents(tx, [checkoutCompleted.of({ checkoutId: id, plan, gross, currency })]);
  await saveSubscription(tx, activate(subscription, { plan, interval }, now));
  return { ...checkout, status: 'completed' };
};

export const checkoutsStore = (db: TenantDb<DB>): CheckoutsStore => ({
  get: (scope, id) => db.withTenant(scope, (tx) => byId(tx, id, false)),
  open: (scope, make) =>
    db.withTenant(scope, async (tx) => {
      const checkout = make(await lockLive(tx));
      const expiredSessionId = await expireOpen(tx);
      await tx.kysely
        .insertInto('checkouts')
        .values({ ...checkout, organizationId: scope.organizationId })
        .execute();
      return { checkout, expiredSessionId };
    }),
  keepSession: (scope, id, session) =>
    db.withTenant(scope, async (tx) => {
      await tx.kysely.updateTable('checkouts').set(session).where('id', '=', id).execute();
      return byId(tx, id, false);
    }),
  complete: (scope, id, now) => db.withTenant(scope, async (tx) => completeLocked(tx, await byId(tx, id, true), now)),
  rememberWebhook: (provider, id, type) =>
    db.withoutTenant(async (tx) => {
      const rows = await tx.kysely
        .insertInto('providerEvents')
        .values({ provider, id, type })
        .onConflict((on) => on.columns(['provider', 'id']).doNothing())
        .returning('id')
        .execute();
      return rows.length > 0;
    }),
});
