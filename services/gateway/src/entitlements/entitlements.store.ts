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

/** An organization may have had several subscriptions: what was told last holds, in whatever order it arrives. */
export const saveEntitlement = async (tx: GatewayTx, { plan, status, access, limits, features }: Entitlement, toldAt: Date): Promise<void> => {
  const told = { plan, status, access, limits: JSON.stringify(limits), features: [...features], updatedAt: toldAt };
  await tx.kysely
    .insertInto('entitlements')
    .values({ organizationId: tx.scope.organizationId, ...told })
    .onConflict((conflict) => conflict.column('organizationId').doUpdateSet(told).where('entitlements.updatedAt', '<=', toldAt))
    .execute();
};
