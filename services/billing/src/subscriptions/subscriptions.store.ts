import type { Decision } from '@crm-gtd/shared/contracts/define.ts';
import type { TenantDb, Tx } from '@crm-gtd/shared/database/tenant-db.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import { newId } from '@crm-gtd/shared/ids.ts';
import { appendEvents } from '@crm-gtd/shared/messaging/outbox.ts';
import { type Scope, serviceScope } from '@crm-gtd/shared/service/scope.ts';
import type { Selectable } from 'kysely';
import type { DB, Subscription } from '../generated/db-types.ts';
import type { SubscriptionState } from './subscription.ts';

export type SubscriptionsStore = Readonly<{
  current(scope: Scope): Promise<SubscriptionState>;
  update(scope: Scope, decide: (state: SubscriptionState) => Decision<SubscriptionState>): Promise<SubscriptionState>;
  /** Organizations with a deadline that has come; at most 500 a call. */
  dueOrganizations(now: Date): Promise<string[]>;
}>;

const final = ['canceled', 'incomplete_expired'];

const stateOf = ({ organizationId: _organization, createdAt: _created, ...row }: Selectable<Subscription>): SubscriptionState =>
  row as unknown as SubscriptionState;

const newest = (tx: Tx<DB>) =>
  tx.kysely.selectFrom('subscriptions').selectAll().orderBy('createdAt', 'desc').orderBy('id', 'desc').limit(1);

/** The row that can still change, locked; undefined before the trial was started or after the end. */
export const lockLive = async (tx: Tx<DB>): Promise<SubscriptionState | undefined> => {
  const row = await newest(tx).where('status', 'not in', final).forUpdate().executeTakeFirst();
  return row && stateOf(row);
};

/** Inserts or updates the row and tells its events, in the caller's transaction. */
export const saveSubscription = async (tx: Tx<DB>, { next, events }: Decision<SubscriptionState>): Promise<void> => {
  if (events.length === 0) return;
  const { id, ...values } = next;
  const key = { id, organizationId: tx.scope.organizationId };
  await Promise.all([
    tx.kysely
      .insertInto('subscriptions')
      .values({ ...key, ...values })
      .onConflict((on) => on.columns(['organizationId', 'id']).doUpdateSet(values))
      .execute(),
    appendEvents(tx, events),
  ]);
};

export const subscriptionsStore = (db: TenantDb<DB>): SubscriptionsStore => ({
  current: (scope) =>
    db.withTenant(scope, async (tx) => {
      const row = await newest(tx).executeTakeFirst();
      if (!row) throw new AppError('BILLING_SUBSCRIPTION_NOT_FOUND');
      return stateOf(row);
    }),
  update: (scope, decide) =>
    db.withTenant(scope, async (tx) => {
      const state = await lockLive(tx);
      if (!state) throw new AppError('BILLING_SUBSCRIPTION_NOT_FOUND');
      const decision = decide(state);
      await saveSubscription(tx, decision);
      return decision.next;
    }),
  dueOrganizations: (now) =>
    db.withoutTenant(async (tx) => {
      const rows = await tx.sql<{ organizations_with_due_subscription: string }>('select organizations_with_due_subscription($1)', [now]);
      return rows.map((row) => row.organizations_with_due_subscription);
    }),
});

/** The scope in which a job of billing acts for one organization. */
export const jobScope = (organizationId: string): Scope => {
  const id = newId();
  return serviceScope({ service: 'billing', organizationId, correlationId: id, causationId: id });
};
