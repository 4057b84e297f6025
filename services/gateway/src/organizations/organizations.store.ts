import type { GatewayTx } from '../db.ts';
import type { OrganizationState } from './organization.ts';

const columns = ['id', 'name', 'createdAt', 'version'] as const;

export const insertOrganization = async (tx: GatewayTx, { id, name, createdAt, version }: OrganizationState): Promise<void> => {
  await tx.kysely.insertInto('organizations').values({ id, name, createdAt, updatedAt: createdAt, version }).execute();
};

export const currentOrganization = (tx: GatewayTx): Promise<OrganizationState | undefined> =>
  tx.kysely.selectFrom('organizations').select(columns).where('id', '=', tx.scope.organizationId).executeTakeFirst();

export const lockOrganization = (tx: GatewayTx): Promise<OrganizationState | undefined> =>
  tx.kysely.selectFrom('organizations').select(columns).where('id', '=', tx.scope.organizationId).forUpdate().executeTakeFirst();

export const saveOrganization = async (tx: GatewayTx, { id, name, version }: OrganizationState, now: Date): Promise<void> => {
  await tx.kysely.updateTable('organizations').set({ name, version, updatedAt: now }).where('id', '=', id).execute();
};
