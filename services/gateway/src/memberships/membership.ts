import type { Decision } from '@crm-gtd/shared/contracts/define.ts';
import {
  type Membership,
  membershipAdded,
  membershipRemoved,
  membershipRoleChanged,
} from '@crm-gtd/shared/contracts/gateway/organizations.ts';
import { atLeast, type Role } from '@crm-gtd/shared/contracts/permissions.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';

export type MembershipState = Pick<Membership, 'id' | 'userId' | 'role' | 'version'>;

/** Who decides, and how many owners there are while the organization's row is locked. */
export type Circumstances = Readonly<{ actorRole: Role | 'SERVICE'; owners: number }>;

const checkReach = (actorRole: Role | 'SERVICE', role: Role): void => {
  if (actorRole !== 'SERVICE' && !atLeast(actorRole, role)) throw new AppError('ROLE_ABOVE_OWN', { role });
};

const checkOwnerStays = (membership: MembershipState, owners: number): void => {
  if (membership.role === 'OWNER' && owners <= 1) throw new AppError('LAST_OWNER');
};

export const add = (membership: MembershipState, { actorRole }: Pick<Circumstances, 'actorRole'>): Decision<MembershipState> => {
  checkReach(actorRole, membership.role);
  return {
    next: membership,
    events: [membershipAdded.of({ membershipId: membership.id, userId: membership.userId, role: membership.role })],
  };
};

/** Nobody gives a role above his own, and nobody changes a person whose role is above his own. */
export const changeRole = (
  membership: MembershipState,
  command: Readonly<{ role: Role; expectedVersion?: number | undefined }>,
  { actorRole, owners }: Circumstances,
): Decision<MembershipState> => {
  if (command.expectedVersion !== undefined && command.expectedVersion !== membership.version)
    throw new AppError('VERSION_STALE', { current: membership });
  checkReach(actorRole, command.role);
  checkReach(actorRole, membership.role);
  if (command.role === membership.role) return { next: membership, events: [] };
  checkOwnerStays(membership, owners);
  const { id: membershipId, userId, role } = membership;
  return {
    next: { ...membership, role: command.role, version: membership.version + 1 },
    events: [membershipRoleChanged.of({ membershipId, userId, before: { role }, after: { role: command.role } })],
  };
};

export const remove = (membership: MembershipState, { actorRole, owners }: Circumstances): Decision<MembershipState> => {
  checkReach(actorRole, membership.role);
  checkOwnerStays(membership, owners);
  const { id: membershipId, userId, role } = membership;
  return { next: membership, events: [membershipRemoved.of({ membershipId, userId, role })] };
};
