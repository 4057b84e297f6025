import type { GatewayTx } from '../db.ts';
import type { Entitlement } from './entitlement.ts';

type Row = Readonly<{ plan: string; status: string; access: string; limits: unknown; features: string[] }>;

export const entitlementOf = (row: Row): Entitlement => ({
  plan: row.plan,
  status: row.status,
  access: row.access as Entitlement['access'],
  limits: row.limits as Entitlement['limits'],
  features: row.features,
});

export const findEntitlement = async (tx: GatewayTx): Promise<Entitlement | undefined> => {
  const row = await tx.kysely
    .selectFrom('entitlements')
    .select(['plan', 'status', 'access', 'limits', 'features'])
    .where('organizationId', '=', tx.scope.organizationId)
    .executeTakeFirst();
  return row && entitlementOf(row);
};

export type Told = Readonly<{ subscriptionId: string; at: Date }>;

/**
 * The events of one subscription come in their order, whatever the clocks of those who told them say. Of several subscriptions
 * an organization has had, the one told of last holds.
 */
export const saveEntitlement = async (
  tx: GatewayTx,
  { plan, status, access, limits, features }: Entitlement,
  { subscriptionId, at }: Told,
): Promise<void> => {
  const told = { plan, status, access, limits: JSON.stringify(limits), features: [...features], subscriptionId, updatedAt: at };
  await tx.kysely
    .insertInto('entitlements')
    .values({ organizationId: tx.scope.organizationId, ...told })
    .onConflict((conflict) =>
      conflict
        .column('organizationId')
        .doUpdateSet(told)
        .where((where) => where.or([where('entitlements.subscriptionId', '=', subscriptionId), where('entitlements.updatedAt', '<=', at)])),
    )
    .execute();
};

/** Holds until billing tells: whatever it tells is newer. */
export const saveFirstEntitlement = async (tx: GatewayTx, { plan, status, access, limits, features }: Entitlement): Promise<void> => {
  const values = { plan, status, access, limits: JSON.stringify(limits), features: [...features], updatedAt: new Date(0) };
  await tx.kysely
    .insertInto('entitlements')
    .values({ organizationId: tx.scope.organizationId, ...values })
    .onConflict((conflict) => conflict.column('organizationId').doNothing())
    .execute();
};

/** True once per account: for the organization it opens first. Two at once wait for each other at the row. */
export const claimTrial = async (tx: GatewayTx, accountId: string, now: Date): Promise<boolean> => {
  const claimed = await tx.kysely
    .updateTable('users')
    .set({ trialUsedAt: now })
    .where('id', '=', accountId)
    .where('trialUsedAt', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return claimed !== undefined;
};
