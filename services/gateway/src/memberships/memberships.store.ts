import { addDays } from '@crm-gtd/shared/clock.ts';
import type { Departure, MembershipSummary } from '@crm-gtd/shared/contracts/gateway/identity.ts';
import type { Membership } from '@crm-gtd/shared/contracts/gateway/organizations.ts';
import type { Role } from '@crm-gtd/shared/contracts/permissions.ts';
import type { z } from 'zod';
import type { GatewayTx } from '../db.ts';
import type { MembershipState } from './membership.ts';

export type OwnMembership = z.output<typeof MembershipSummary>;

/** Where a person belongs, and who ended his belonging lately. */
export type Places = Readonly<{ memberships: readonly OwnMembership[]; departures: readonly Departure[] }>;

const toldForDays = 30;

/** What a person may choose from before any organization is chosen; the row policies let him see his own and no others. */
export const placesOf = async (tx: GatewayTx, userId: string, now: Date): Promise<Places> => {
  const [, memberships, departures] = await Promise.all([
    tx.sql("select set_config('app.user_id', $1, true)", [userId]),
    ownMemberships(tx, userId),
    ownDepartures(tx, userId, addDays(now, -toldForDays)),
  ]);
  return {
    memberships: memberships.map((row) => ({ ...row, role: row.role as Role })),
    departures: departures.map((row) => ({ ...row, at: row.at.toISOString() })),
  };
};

const ownMemberships = (tx: GatewayTx, userId: string) =>
  tx.kysely
    .selectFrom('memberships as m')
    .innerJoin('organizations as o', 'o.id', 'm.organizationId')
    .select(['m.organizationId', 'o.name as organizationName', 'm.role'])
    .where('m.userId', '=', userId)
    .orderBy('m.createdAt')
    .orderBy('m.id')
    .limit(200)
    .execute();

const ownDepartures = (tx: GatewayTx, userId: string, since: Date) =>
  tx.kysely
    .selectFrom('departures')
    .select(['organizationId', 'organizationName', 'at'])
    .where('userId', '=', userId)
    .where('at', '>=', since)
    .orderBy('at', 'desc')
    .limit(10)
    .execute();

/** A person who was removed is told so by whom he cannot ask any more: the organization's name is kept as it was. */
export const noteDeparture = async (tx: GatewayTx, userId: string, at: Date): Promise<void> => {
  await tx.kysely
    .insertInto('departures')
    .columns(['organizationId', 'userId', 'organizationName', 'at'])
    .expression(
      tx.kysely
        .selectFrom('organizations')
        .select((select) => ['id', select.val(userId).as('userId'), 'name', select.val(at).as('at')])
        .where('id', '=', tx.scope.organizationId),
    )
    .onConflict((conflict) => conflict.columns(['organizationId', 'userId']).doUpdateSet({ at }))
    .execute();
};

const forgetDeparture = async (tx: GatewayTx, userId: string): Promise<void> => {
  await tx.kysely.deleteFrom('departures').where('organizationId', '=', tx.scope.organizationId).where('userId', '=', userId).execute();
};

/** False when the person is a member already. */
export const insertMembership = async (tx: GatewayTx, { id, userId, role, version }: MembershipState, now: Date): Promise<boolean> => {
  const inserting = tx.kysely
    .insertInto('memberships')
    .values({ organizationId: tx.scope.organizationId, id, userId, role, version, createdAt: now })
    .onConflict((conflict) => conflict.columns(['organizationId', 'userId']).doNothing())
    .returning('id')
    .executeTakeFirst();
  const [inserted] = await Promise.all([inserting, forgetDeparture(tx, userId)]);
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

/** Whether somebody with this address is a member already: to those who may read the list of members. */
export const hasMember = async (tx: GatewayTx, email: string): Promise<boolean> =>
  (await listed(tx).where('u.email', '=', email).executeTakeFirst()) !== undefined;

export const roleOf = async (tx: GatewayTx, userId: string): Promise<Role | undefined> => {
  const row = await tx.kysely
    .selectFrom('memberships')
    .select('role')
    .where('organizationId', '=', tx.scope.organizationId)
    .where('userId', '=', userId)
    .executeTakeFirst();
  return row && (row.role as Role);
};
