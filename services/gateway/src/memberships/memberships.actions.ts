import type { Clock } from '@crm-gtd/shared/clock.ts';
import {
  changeRole,
  listMemberships,
  type Membership,
  removeMembership,
  seatsUsed,
} from '@crm-gtd/shared/contracts/gateway/organizations.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import { appendEvents } from '@crm-gtd/shared/messaging/outbox.ts';
import { type ActionEntry, handle } from '@crm-gtd/shared/service/handle.ts';
import type { GatewayDb, GatewayTx } from '../db.ts';
import { countLive, voidInvitationsOf } from '../invitations/invitations.store.ts';
import * as membership from './membership.ts';
import { countSeats, deleteMembership, findMember, listMembers, lockMembers, noteDeparture, saveRole } from './memberships.store.ts';

export type MembershipsOptions = Readonly<{
  db: GatewayDb;
  clock: Clock;
  /** The person's access changes now, not when the cache forgets. */
  forgetUser: (userId: string) => void;
}>;

export const membershipsActions = ({ db, clock, forgetUser }: MembershipsOptions): ActionEntry[] => {
  const locked = async (tx: GatewayTx, id: string): Promise<{ found: Membership; owners: number }> => {
    const { owners } = await lockMembers(tx);
    const found = await findMember(tx, id);
    if (!found) throw new AppError('MEMBERSHIP_NOT_FOUND');
    return { found, owners };
  };

  return [
    handle(listMemberships, (_input, { scope }) =>
      db.withTenant(scope, async (tx) => ({ items: await listMembers(tx), nextCursor: null })),
    ),
    handle(seatsUsed, (_input, { scope }) =>
      db.withTenant(scope, async (tx) => {
        const [members, promised] = await Promise.all([countSeats(tx), countLive(tx, clock.now())]);
        return { users: members + promised };
      }),
    ),
    handle(changeRole, async (input, { scope }) => {
      const changed = await db.withTenant(scope, async (tx) => {
        const { found, owners } = await locked(tx, input.membershipId);
        const decision = membership.changeRole(found, input, { actorRole: scope.role, owners });
        await saveRole(tx, decision.next);
        await voidInvitationsOf(tx, found.userId, decision.next.role, clock.now());
        await appendEvents(tx, decision.events);
        return { ...found, role: decision.next.role, version: decision.next.version };
      });
      forgetUser(changed.userId);
      return changed;
    }),
    handle(removeMembership, async ({ membershipId }, { scope }) => {
      const removed = await db.withTenant(scope, async (tx) => {
        const { found, owners } = await locked(tx, membershipId);
        const decision = membership.remove(found, { actorRole: scope.role, owners });
        await deleteMembership(tx, membershipId);
        await voidInvitationsOf(tx, found.userId, undefined, clock.now());
        if (found.userId !== scope.actorId) await noteDeparture(tx, found.userId, clock.now());
        await appendEvents(tx, decision.events);
        return found;
      });
      forgetUser(removed.userId);
      return null;
    }),
  ];
};
