import { checkoutCompleted, checkoutRefunded } from '@crm-gtd/shared/contracts/billing/subscriptions.ts';
import type { TenantDb, Tx } from '@crm-gtd/shared/database/tenant-db.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import { deterministicId } from '@crm-gtd/shared/ids.ts';
import { appendEvents } from '@crm-gtd/shared/messaging/outbox.ts';
import type { Scope } from '@crm-gtd/shared/service/scope.ts';
import type { Selectable } from 'kysely';
import type { Checkout, DB } from '../generated/db-types.ts';
import { activate, type SubscriptionState, startTrial } from '../subscriptions/subscription.ts';
import { lockLive, saveSubscription } from '../subscriptions/subscriptions.store.ts';
import { type CheckoutState, sameWish, settlePaid } from './checkout.ts';

/** `closed` is the session of a checkout that another one has replaced, for the provider to close. */
export type Opened = Readonly<{ checkout: CheckoutState; closed: string | null }>;

export type CheckoutsStore = Readonly<{
  get(scope: Scope, id: string): Promise<CheckoutState>;
  /** The one under way. */
  openOne(scope: Scope): Promise<CheckoutState | undefined>;
  /** Keeps the new one and expires the one before, unless that is the same wish: then it is the answer. */
  open(scope: Scope, make: (current: SubscriptionState | undefined) => CheckoutState): Promise<Opened>;
  /** The checkout as it is now; the session is kept only while it is still open. */
  keepSession(scope: Scope, id: string, session: { sessionId: string; url: string }): Promise<CheckoutState>;
  /** Settles what the provider calls paid, once, whoever calls first: the browser's return or the webhook. */
  settle(scope: Scope, id: string, now: Date): Promise<Opened>;
  /** The provider has given the money back. */
  refunded(scope: Scope, id: string): Promise<CheckoutState>;
  /** False when this webhook was taken before. */
  rememberWebhook(provider: string, id: string, type: string): Promise<boolean>;
}>;

const stateOf = ({ organizationId: _organization, ...row }: Selectable<Checkout>): CheckoutState => row as unknown as CheckoutState;

const byId = async (tx: Tx<DB>, id: string): Promise<CheckoutState> => {
  const row = await tx.kysely.selectFrom('checkouts').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) throw new AppError('BILLING_CHECKOUT_NOT_FOUND');
  return stateOf(row);
};

/**
 * Purchases of one organization are opened and settled one after the other: a lock on a row would not do, since the second
 * payment is about another row than the first.
 */
const oneAtATime = (tx: Tx<DB>): Promise<unknown> =>
  tx.sql('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`billing.checkouts:${tx.scope.organizationId}`]);

const openRows = (tx: Tx<DB>) => tx.kysely.selectFrom('checkouts').selectAll().where('status', '=', 'open');

const openRow = async (tx: Tx<DB>): Promise<CheckoutState | undefined> => {
  const row = await openRows(tx).executeTakeFirst();
  return row && stateOf(row);
};

/** Held: whoever brings its session meanwhile either did so before, and it is seen here, or finds it closed. */
const lockOpen = async (tx: Tx<DB>): Promise<CheckoutState | undefined> => {
  const row = await openRows(tx).forUpdate().executeTakeFirst();
  return row && stateOf(row);
};

const saveStatus = async (tx: Tx<DB>, checkout: CheckoutState): Promise<CheckoutState> => {
  const { id, status, completedAt } = checkout;
  await tx.kysely.updateTable('checkouts').set({ status, completedAt }).where('id', '=', id).execute();
  return checkout;
};

const openLocked = async (tx: Tx<DB>, wanted: CheckoutState): Promise<Opened> => {
  const open = await lockOpen(tx);
  if (open && sameWish(open, wanted)) return { checkout: open, closed: null };
  if (open) await saveStatus(tx, { ...open, status: 'expired' });
  await tx.kysely
    .insertInto('checkouts')
    .values({ ...wanted, organizationId: tx.scope.organizationId })
    .execute();
  return { checkout: wanted, closed: open?.sessionId ?? null };
};

/** After a final state a purchase begins a new row; its id follows from the checkout, so that a repeat finds it. */
const subscriptionToActivate = async (tx: Tx<DB>, checkoutId: string, now: Date): Promise<SubscriptionState> =>
  (await lockLive(tx)) ?? startTrial(deterministicId(checkoutId, 'subscription'), now).next;

const paidSince = async (tx: Tx<DB>, { id, createdAt }: CheckoutState): Promise<boolean> => {
  const other = tx.kysely.selectFrom('checkouts').select('id').where('id', '!=', id).where('status', '=', 'completed');
  return (await other.where('completedAt', '>=', createdAt).limit(1).executeTakeFirst()) !== undefined;
};

const factsOf = ({ id: checkoutId, plan, gross, currency }: CheckoutState) => ({ checkoutId, plan, gross, currency });

/** Given although it had expired here: then what was opened after it is not needed any more. */
const grant = async (tx: Tx<DB>, checkout: CheckoutState, now: Date): Promise<Opened> => {
  const { id, plan, interval } = checkout;
  const open = await lockOpen(tx);
  const replaced = open && open.id !== id ? await saveStatus(tx, { ...open, status: 'expired' }) : undefined;
  const subscription = await subscriptionToActivate(tx, id, now);
  const completed = await saveStatus(tx, { ...checkout, status: 'completed', completedAt: now });
  await appendEvents(tx, [checkoutCompleted.of(factsOf(checkout))]);
  await saveSubscription(tx, activate(subscription, { plan, interval }, now));
  return { checkout: completed, closed: replaced?.sessionId ?? null };
};

const settleLocked = async (tx: Tx<DB>, id: string, now: Date): Promise<Opened> => {
  const checkout = await byId(tx, id);
  const decided = settlePaid(checkout, await paidSince(tx, checkout));
  if (decided === 'grant') return grant(tx, checkout, now);
  if (decided === 'settled') return { checkout, closed: null };
  return { checkout: await saveStatus(tx, { ...checkout, status: 'refunding' }), closed: null };
};

const refundedLocked = async (tx: Tx<DB>, id: string): Promise<CheckoutState> => {
  const checkout = await byId(tx, id);
  if (checkout.status !== 'refunding') return checkout;
  await appendEvents(tx, [checkoutRefunded.of(factsOf(checkout))]);
  return saveStatus(tx, { ...checkout, status: 'refunded' });
};

export const checkoutsStore = (db: TenantDb<DB>): CheckoutsStore => {
  const inTurn = <T>(scope: Scope, work: (tx: Tx<DB>) => Promise<T>): Promise<T> =>
    db.withTenant(scope, async (tx) => {
      await oneAtATime(tx);
      return work(tx);
    });
  return {
    get: (scope, id) => db.withTenant(scope, (tx) => byId(tx, id)),
    openOne: (scope) => db.withTenant(scope, openRow),
    open: (scope, make) => inTurn(scope, async (tx) => openLocked(tx, make(await lockLive(tx)))),
    keepSession: (scope, id, session) =>
      db.withTenant(scope, async (tx) => {
        await tx.kysely.updateTable('checkouts').set(session).where('id', '=', id).where('status', '=', 'open').execute();
        return byId(tx, id);
      }),
    settle: (scope, id, now) => inTurn(scope, (tx) => settleLocked(tx, id, now)),
    refunded: (scope, id) => inTurn(scope, (tx) => refundedLocked(tx, id)),
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
  };
};
