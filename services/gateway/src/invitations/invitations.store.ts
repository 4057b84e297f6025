import type { Invitation } from '@crm-gtd/shared/contracts/gateway/invitations.ts';
import type { Page } from '@crm-gtd/shared/contracts/paging.ts';
import type { Role } from '@crm-gtd/shared/contracts/permissions.ts';
import { type ListInput, listQuery } from '@crm-gtd/shared/database/list-query.ts';
import { appendEvents } from '@crm-gtd/shared/messaging/outbox.ts';
import type { GatewayTx } from '../db.ts';
import { type InvitationState, isExpired, voidedBy } from './invitation.ts';

const columns = [
  'id',
  'email',
  'role',
  'tokenHash',
  'invitedBy',
  'createdAt',
  'expiresAt',
  'acceptedAt',
  'acceptedBy',
  'revokedAt',
  'version',
] as const;

const stateOf = <Row extends { role: string }>(row: Row): Row & { role: Role } => ({ ...row, role: row.role as Role });

const own = (tx: GatewayTx) => tx.kysely.selectFrom('invitations').select(columns).where('organizationId', '=', tx.scope.organizationId);
const open = (tx: GatewayTx) => own(tx).where('acceptedAt', 'is', null).where('revokedAt', 'is', null);

export const lockInvitation = async (tx: GatewayTx, id: string): Promise<InvitationState | undefined> => {
  const row = await own(tx).where('id', '=', id).forUpdate().executeTakeFirst();
  return row && stateOf(row);
};

export const openInvitationOf = async (tx: GatewayTx, email: string): Promise<InvitationState | undefined> => {
  const row = await open(tx).where('email', '=', email).forUpdate().executeTakeFirst();
  return row && stateOf(row);
};

/** Places that are promised: an open invitation takes a seat until its time has run out. */
export const countLive = async (tx: GatewayTx, now: Date, except?: string): Promise<number> =>
  (
    await open(tx)
      .where('expiresAt', '>', now)
      .$if(except !== undefined, (query) => query.where('id', '!=', except as string))
      .execute()
  ).length;

export const insertInvitation = async (tx: GatewayTx, invitation: InvitationState): Promise<void> => {
  await tx.kysely
    .insertInto('invitations')
    .values({ organizationId: tx.scope.organizationId, ...invitation })
    .execute();
};

export const saveInvitation = async (tx: GatewayTx, { id, createdAt: _, email: __, ...changed }: InvitationState): Promise<void> => {
  await tx.kysely
    .updateTable('invitations')
    .set(changed)
    .where('organizationId', '=', tx.scope.organizationId)
    .where('id', '=', id)
    .execute();
};

/** In the transaction that lowers or removes the inviter, so that no moment is left in which his link still opens. */
export const voidInvitationsOf = async (tx: GatewayTx, inviter: string, role: Role | undefined, now: Date): Promise<void> => {
  const rows = await open(tx).where('invitedBy', '=', inviter).forUpdate().execute();
  const decisions = voidedBy(rows.map(stateOf), role, now);
  await Promise.all(decisions.map(({ next }) => saveInvitation(tx, next)));
  await appendEvents(
    tx,
    decisions.flatMap(({ events }) => events),
  );
};

const listed = (tx: GatewayTx) =>
  tx.kysely
    .selectFrom('invitations as i')
    .innerJoin('users as u', 'u.id', 'i.invitedBy')
    .select(['i.id', 'i.email', 'i.role', 'i.invitedBy', 'u.name as invitedByName', 'i.createdAt', 'i.expiresAt', 'i.version'])
    .where('i.organizationId', '=', tx.scope.organizationId);

type Row = Awaited<ReturnType<ReturnType<typeof listed>['execute']>>[number];

const shown = ({ id, email, role, invitedBy, invitedByName, createdAt, expiresAt, version }: Row, now: Date): Invitation => ({
  id,
  email,
  role: role as Role,
  invitedBy,
  invitedByName,
  createdAt: createdAt.toISOString(),
  expiresAt: expiresAt.toISOString(),
  expired: isExpired({ expiresAt }, now),
  version,
});

export const findInvitation = async (tx: GatewayTx, id: string, now: Date): Promise<Invitation> =>
  shown(await listed(tx).where('i.id', '=', id).executeTakeFirstOrThrow(), now);

export const listOpenInvitations = async (tx: GatewayTx, input: ListInput, now: Date): Promise<Page<Invitation>> => {
  const list = listQuery(input, {
    filters: {},
    sorts: { createdAt: { column: 'i.createdAt', type: 'timestamptz' } },
    defaultSort: '-createdAt',
    idColumn: 'i.id',
  });
  const rows = await listed(tx).where('i.acceptedAt', 'is', null).where('i.revokedAt', 'is', null).$call(list.apply).execute();
  return list.page(rows, (row) => shown(row, now));
};

export type LinkedInvitation = Readonly<{ organizationId: string; id: string }>;

/** The row policy shows the one invitation whose link is in hand. */
export const invitationOfLink = async (tx: GatewayTx, tokenHash: string): Promise<LinkedInvitation | undefined> => {
  const [, found] = await Promise.all([
    tx.sql("select set_config('app.link_hash', $1, true)", [tokenHash]),
    tx.kysely.selectFrom('invitations').select(['organizationId', 'id']).where('tokenHash', '=', tokenHash).executeTakeFirst(),
  ]);
  return found;
};
