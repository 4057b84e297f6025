import type { Clock } from '@crm-gtd/shared/clock.ts';
import type { Decision } from '@crm-gtd/shared/contracts/define.ts';
import {
  createInvitation,
  type IssuedInvitation,
  listInvitations,
  resendInvitation,
  revokeInvitation,
} from '@crm-gtd/shared/contracts/gateway/invitations.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import { newId } from '@crm-gtd/shared/ids.ts';
import { appendEvents } from '@crm-gtd/shared/messaging/outbox.ts';
import { type ActionEntry, handle } from '@crm-gtd/shared/service/handle.ts';
import type { Scope } from '@crm-gtd/shared/service/scope.ts';
import type { GatewayDb, GatewayTx } from '../db.ts';
import { checkRoom, type Entitlement, inForce } from '../entitlements/entitlement.ts';
import { findEntitlement } from '../entitlements/entitlements.store.ts';
import { hashOf, newToken } from '../identity/session.ts';
import { hasMember, lockMembers } from '../memberships/memberships.store.ts';
import * as invitation from './invitation.ts';
import {
  countLive,
  findInvitation,
  insertInvitation,
  listOpenInvitations,
  lockInvitation,
  openInvitationOf,
  saveInvitation,
} from './invitations.store.ts';

export type InvitationsOptions = Readonly<{
  db: GatewayDb;
  clock: Clock;
  firstEntitlement: Entitlement;
  /** Where people reach the app: never taken from a request, whose Host header anybody can write. */
  appUrl: string;
}>;

const giverOf = ({ actorId, role }: Scope): invitation.Giver => ({ id: actorId, role });

export const invitationsActions = ({ db, clock, firstEntitlement, appUrl }: InvitationsOptions): ActionEntry[] => {
  const linkOf = (token: string): string => `${appUrl}/invitation#${token}`;

  /** Members and promised places together; whoever counts holds the organization's row. */
  const checkSeat = async (tx: GatewayTx, members: number, except?: string): Promise<void> => {
    const promised = await countLive(tx, clock.now(), except);
    checkRoom(inForce(await findEntitlement(tx), firstEntitlement), 'users', members + promised);
  };

  /** One open invitation per address; one that has run out gives way. */
  const makeWay = async (tx: GatewayTx, email: string): Promise<void> => {
    if (await hasMember(tx, email)) throw new AppError('MEMBERSHIP_EXISTS');
    const before = await openInvitationOf(tx, email);
    if (!before) return;
    if (!invitation.isExpired(before, clock.now())) throw new AppError('INVITATION_EXISTS', { invitationId: before.id });
    const { next, events } = invitation.replace(before, clock.now());
    await saveInvitation(tx, next);
    await appendEvents(tx, events);
  };

  const locked = async (tx: GatewayTx, id: string): Promise<invitation.InvitationState> => {
    const found = await lockInvitation(tx, id);
    if (!found) throw new AppError('INVITATION_NOT_FOUND');
    return found;
  };

  const save = async (tx: GatewayTx, { next, events }: Decision<invitation.InvitationState>): Promise<void> => {
    await saveInvitation(tx, next);
    await appendEvents(tx, events);
  };

  const issued = async (tx: GatewayTx, id: string, token: string): Promise<IssuedInvitation> => ({
    invitation: await findInvitation(tx, id, clock.now()),
    link: linkOf(token),
  });

  return [
    handle(listInvitations, (input, { scope }) => db.withTenant(scope, (tx) => listOpenInvitations(tx, input, clock.now()))),
    handle(createInvitation, ({ email, role }, { scope }) => {
      const [id, token] = [newId(), newToken()];
      const { next, events } = invitation.invite({ id, email, role, tokenHash: hashOf(token) }, giverOf(scope), clock.now());
      return db.withTenant(scope, async (tx) => {
        const { members } = await lockMembers(tx);
        await makeWay(tx, email);
        await checkSeat(tx, members);
        await insertInvitation(tx, next);
        await appendEvents(tx, events);
        return issued(tx, id, token);
      });
    }),
    handle(resendInvitation, ({ invitationId }, { scope }) => {
      const token = newToken();
      return db.withTenant(scope, async (tx) => {
        const { members } = await lockMembers(tx);
        const decision = invitation.resend(await locked(tx, invitationId), hashOf(token), giverOf(scope), clock.now());
        await checkSeat(tx, members, invitationId);
        await save(tx, decision);
        return issued(tx, invitationId, token);
      });
    }),
    handle(revokeInvitation, ({ invitationId }, { scope }) =>
      db.withTenant(scope, async (tx) => {
        await lockMembers(tx);
        await save(tx, invitation.revoke(await locked(tx, invitationId), giverOf(scope), clock.now()));
        return null;
      }),
    ),
  ];
};
