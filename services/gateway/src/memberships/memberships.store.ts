import type { MembershipSummary } from '@crm-gtd/shared/contracts/gateway/identity.ts';
import type { Membership } from '@crm-gtd/shared/contracts/gateway/organizations.ts';
import type { Role } from '@crm-gtd/shared/contracts/permissions.ts';
import type { z } from 'zod';
import type { GatewayTx } from '../db.ts';
import type { MembershipState } from './membership.ts';

export type OwnMembership = z.output<typeof MembershipSummary>;

/** What a person may choose from before any organization is chosen; the row policy lets him see his own and no others. */
export const membershipsOf = async (tx: GatewayTx, userId: string): Promise<OwnMembership[]> => {
  const [, rows] = await Promise.all([
    tx.sql("select set_config('app.user_id', $1, true)", [userId]),
    tx.kysely
      .selectFrom('memberships as m')
      .innerJoin('organizations as o', 'o.id', 'm.organizationId')
      .select(['m.organizationId', 'o.name as organizationName', 'm.role'])
      .where('m.userId', '=', userId)
      .orderBy('m.createdAt')
      .orderBy('m.id')
      .limit(200)
      .execute(),
  ]);
  return rows.map((row) => ({ ...row, role: row.role as Role }));
};

export const insertMembership = async (tx: GatewayTx, { id, userId, role, version }: MembershipState, now: Date): Promise<boolean> => {
  const inserted = await tx.kysely
    .insertInto('memberships')
    .values({ organizationId: tx.scope.organizationId, id, userId, role, version, createdAt: now })
    .onConflict((conflict) => conflict.columns(['organizationId', 'userId']).doNothing())
    .returning('id')
    .executeTakeFirst();
  return inserted !== undefined;
};

const listed = (tx: GatewayTx) =>
  tx.kysely
    .selectFrom('memberships as m')
    .innerJoin('users as u', 'u.id', 'm.userId')
    .select(['m.id', 'm.userId', 'u.name', 'u.email', 'm.role', 'm.createdAt', 'm.version'])
    .where('m.organizationId', '=', tx.scope.organizationId);

type Row = Awaited<ReturnType<ReturnType<typeof listed>['execute']>>[number];
const membershipOf = (row: Row): Membership => ({ ...row, role: row.role as Role, createdAt: row.createdAt.toISOString() });

export const listMembers = async (tx: GatewayTx): Promise<Membership[]> =>
  (await listed(tx).orderBy('m.createdAt').orderBy('m.id').limit(1_000).execute()).map(membershipOf);

export const findMember = async (tx: GatewayTx, id: string): Promise<Membership | undefined> => {
  const row = await listed(tx).where('m.id', '=', id).executeTakeFirst();
  return row && membershipOf(row);
};

/**
 * Every change to who belongs to an organization first takes its row: so two additions cannot share the last seat, and two
 * owners cannot leave at once.
 */
export const lockMembers = async (tx: GatewayTx): Promise<{ members: number; owners: number }> => {
  await tx.kysely.selectFrom('organizations').select('id').where('id', '=', tx.scope.organizationId).forUpdate().executeTakeFirst();
  const rows = await tx.kysely.selectFrom('memberships').select('role').where('organizationId', '=', tx.scope.organizationId).execute();
  return { members: rows.length, owners: rows.filter(({ role }) => role === 'OWNER').length };
};

export const countSeats = async (tx: GatewayTx): Promise<number> => {
  const row = await tx.kysely
    .selectFrom('memberships')
    .select((eb) => eb.fn.countAll<string>().as('count'))
    .where('organizationId', '=', tx.scope.organizationId)
    .executeTakeFirst();
  return Number(row?.count ?? 0);
};

export const saveRole = async (tx: GatewayTx, { id, role, version }: MembershipState): Promise<void> => {
  await tx.kysely
    .updateTable('memberships')
    .set({ role, version })
    .where('organizationId', '=', tx.scope.organizationId)
    .where('id', '=', id)
    .execute();
};

export const deleteMembership = async (tx: GatewayTx, id: string): Promise<void> => {
  await tx.kysely.deleteFrom('memberships').where('organizationId', '=', tx.scope.organizationId).where('id', '=', id).execute();
};
