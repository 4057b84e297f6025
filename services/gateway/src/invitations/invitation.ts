import { addDays } from '@crm-gtd/shared/clock.ts';
import type { Decision } from '@crm-gtd/shared/contracts/define.ts';
import {
  invitationAccepted,
  invitationCreated,
  invitationDays,
  invitationResent,
  invitationRevoked,
} from '@crm-gtd/shared/contracts/gateway/invitations.ts';
import { atLeast, type Role } from '@crm-gtd/shared/contracts/permissions.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';

export type InvitationState = Readonly<{
  id: string;
  email: string;
  role: Role;
  tokenHash: string;
  invitedBy: string;
  createdAt: Date;
  expiresAt: Date;
  acceptedAt: Date | null;
  acceptedBy: string | null;
  revokedAt: Date | null;
  version: number;
}>;

/** Who gives a place to another: his role is the most he can give. */
export type Giver = Readonly<{ id: string; role: Role | 'SERVICE' }>;
export type RevokeReason = ReturnType<typeof invitationRevoked.data.parse>['reason'];

const checkReach = ({ role: own }: Giver, role: Role): void => {
  if (own !== 'SERVICE' && !atLeast(own, role)) throw new AppError('ROLE_ABOVE_OWN', { role });
};

const checkOpen = ({ acceptedAt, revokedAt }: InvitationState): void => {
  if (acceptedAt || revokedAt) throw new AppError('INVITATION_CLOSED');
};

export const isExpired = ({ expiresAt }: Pick<InvitationState, 'expiresAt'>, now: Date): boolean => expiresAt.getTime() <= now.getTime();

type Offer = Readonly<{ id: string; email: string; role: Role; tokenHash: string }>;

export const invite = ({ id, email, role, tokenHash }: Offer, by: Giver, now: Date): Decision<InvitationState> => {
  checkReach(by, role);
  const next: InvitationState = {
    id,
    email,
    role,
    tokenHash,
    invitedBy: by.id,
    createdAt: now,
    expiresAt: addDays(now, invitationDays),
    acceptedAt: null,
    acceptedBy: null,
    revokedAt: null,
    version: 1,
  };
  return { next, events: [invitationCreated.of({ invitationId: id, role })] };
};

/** Whoever sends it again vouches for it from then on. */
export const resend = (invitation: InvitationState, tokenHash: string, by: Giver, now: Date): Decision<InvitationState> => {
  checkOpen(invitation);
  checkReach(by, invitation.role);
  const { id: invitationId, role, version } = invitation;
  return {
    next: { ...invitation, tokenHash, invitedBy: by.id, expiresAt: addDays(now, invitationDays), version: version + 1 },
    events: [invitationResent.of({ invitationId, role })],
  };
};

const closed = (invitation: InvitationState, reason: RevokeReason, now: Date): Decision<InvitationState> => ({
  next: { ...invitation, revokedAt: now, version: invitation.version + 1 },
  events: [invitationRevoked.of({ invitationId: invitation.id, role: invitation.role, reason })],
});

export const revoke = (invitation: InvitationState, by: Giver, now: Date): Decision<InvitationState> => {
  checkOpen(invitation);
  checkReach(by, invitation.role);
  return closed(invitation, 'takenBack', now);
};

/** A newer one for the same address takes the place of one whose time has run out. */
export const replace = (invitation: InvitationState, now: Date): Decision<InvitationState> => closed(invitation, 'replaced', now);

/**
 * What is left of a person's invitations when his own role becomes `role`, or when he is removed: those above it are void, and stay so
 * when he rises again. A place that was promised with a power he lost is nobody's promise any more.
 */
export const voidedBy = (
  invitations: readonly InvitationState[],
  role: Role | undefined,
  now: Date,
): readonly Decision<InvitationState>[] =>
  invitations
    .filter((invitation) => role === undefined || !atLeast(role, invitation.role))
    .map((invitation) => closed(invitation, role === undefined ? 'inviterRemoved' : 'inviterLowered', now));

/** Throws what the link says of itself when it opens nothing. */
export const checkUsable = (invitation: InvitationState, inviterRole: Role | undefined, now: Date): void => {
  if (invitation.acceptedAt) throw new AppError('INVITATION_USED');
  if (invitation.revokedAt || !inviterRole || !atLeast(inviterRole, invitation.role)) throw new AppError('INVITATION_REVOKED');
  if (isExpired(invitation, now)) throw new AppError('INVITATION_EXPIRED');
};

type Guest = Readonly<{ userId: string; email: string; membershipId: string }>;

/** With the link in hand and as the address it is for: neither is enough alone. */
export const accept = (invitation: InvitationState, guest: Guest, now: Date): Decision<InvitationState> => {
  if (invitation.email !== guest.email) throw new AppError('INVITATION_OTHER_ADDRESS');
  const { id: invitationId, role, version } = invitation;
  const { userId, membershipId } = guest;
  return {
    next: { ...invitation, acceptedAt: now, acceptedBy: userId, version: version + 1 },
    events: [invitationAccepted.of({ invitationId, membershipId, userId, role })],
  };
};
