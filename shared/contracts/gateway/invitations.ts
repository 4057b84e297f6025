import { z } from 'zod';
import { action, event } from '../define.ts';
import { page, pageInput } from '../paging.ts';
import { Role } from '../permissions.ts';
import { email, id, instant, name, nothing, text, version } from '../shapes.ts';
import { Locale, Password, Session } from './identity.ts';

/** `open` also when its time has run out: it is sent again or taken back. */
export const Invitation = z.object({
  id,
  email: z.string(),
  role: Role,
  invitedBy: id,
  invitedByName: z.string(),
  createdAt: instant,
  expiresAt: instant,
  expired: z.boolean(),
  version,
});
export type Invitation = z.infer<typeof Invitation>;

/** The link is shown in this answer and nowhere else: whoever holds it can accept. */
export const IssuedInvitation = z.object({ invitation: Invitation, link: z.url() });
export type IssuedInvitation = z.infer<typeof IssuedInvitation>;

/** 256 bits in base64url; it stands behind the link's `#` and travels in bodies only, so that no log or referrer has it. */
export const LinkToken = z.string().regex(/^[\w-]{43}$/);

export const invitationDays = 3;

export const listInvitations = action('v1.gateway.invitations.list', {
  http: 'GET /invitations',
  permission: 'gateway.members:write',
  input: z.object({ limit: pageInput.limit, cursor: pageInput.cursor }),
  output: page(Invitation),
  summary: 'Invitations neither accepted nor taken back, newest first.',
});
export const createInvitation = action('v1.gateway.invitations.create', {
  http: 'POST /invitations',
  permission: 'gateway.members:write',
  secretAnswer: true,
  status: 201,
  input: z.object({ email, role: Role }),
  output: IssuedInvitation,
  errors: ['MEMBERSHIP_EXISTS', 'INVITATION_EXISTS', 'PLAN_LIMIT_REACHED', 'ROLE_ABOVE_OWN', 'IDEMPOTENCY_SECRET'],
  summary: 'Invites a person by a link that works once, for 72 hours and for this address; an open invitation takes a seat.',
});
export const resendInvitation = action('v1.gateway.invitations.resend', {
  http: 'POST /invitations/{invitationId}/resend',
  permission: 'gateway.members:write',
  secretAnswer: true,
  input: z.object({ invitationId: id }),
  output: IssuedInvitation,
  errors: ['INVITATION_NOT_FOUND', 'INVITATION_CLOSED', 'PLAN_LIMIT_REACHED', 'ROLE_ABOVE_OWN', 'IDEMPOTENCY_SECRET'],
  summary: 'Makes a new link for another 72 hours; the one before no longer works.',
});
export const revokeInvitation = action('v1.gateway.invitations.revoke', {
  http: 'DELETE /invitations/{invitationId}',
  permission: 'gateway.members:write',
  whileReadOnly: true,
  status: 204,
  input: z.object({ invitationId: id }),
  output: nothing,
  errors: ['INVITATION_NOT_FOUND', 'INVITATION_CLOSED', 'ROLE_ABOVE_OWN'],
});

export const InvitationPreview = z.object({
  organizationName: z.string(),
  invitedByName: z.string(),
  email: z.string(),
  role: Role,
  expiresAt: instant,
});
export type InvitationPreview = z.infer<typeof InvitationPreview>;

const linkErrors = ['INVITATION_NOT_FOUND', 'INVITATION_USED', 'INVITATION_REVOKED', 'INVITATION_EXPIRED'] as const;

export const lookAtInvitation = action('v1.gateway.invitations.look', {
  http: 'POST /invitations/look',
  permission: 'public',
  maxBodyBytes: 4_000,
  input: z.object({ token: LinkToken }),
  output: InvitationPreview,
  errors: linkErrors,
  summary: 'Who invites, to which organization, as what: for whoever holds the link.',
});
export const acceptInvitation = action('v1.gateway.invitations.accept', {
  http: 'POST /invitations/accept',
  permission: 'authenticated',
  withoutOrganization: true,
  whileReadOnly: true,
  maxBodyBytes: 4_000,
  input: z.object({ token: LinkToken }),
  output: z.object({ organizationId: id, organizationName: z.string(), role: Role }),
  errors: [...linkErrors, 'INVITATION_OTHER_ADDRESS', 'INVITATION_NO_SEAT', 'MEMBERSHIP_EXISTS'],
  summary: 'Joins, signed in with the address the invitation is for; then refresh with the organization to work in it.',
});
export const openByInvitation = action('v1.gateway.invitations.open', {
  http: 'POST /invitations/open',
  permission: 'public',
  secretAnswer: true,
  maxBodyBytes: 4_000,
  status: 201,
  input: z.object({
    token: LinkToken,
    name: name(120),
    password: Password,
    locale: Locale.default('pl'),
    timeZone: text(60).default('Europe/Warsaw'),
  }),
  output: Session,
  errors: [...linkErrors, 'INVITATION_NO_SEAT', 'PASSWORD_TOO_WEAK', 'CREDENTIALS_INVALID', 'RATE_LIMITED'],
  summary:
    'Opens an account with the address the invitation is for, and joins. An address that has one is answered as a wrong password is.',
});

const invitation = {
  visible: 'gateway.members:write',
  aggregate: 'invitation',
  key: (data: { invitationId: string }) => data.invitationId,
} as const;

export const invitationCreated = event('gateway.invitation.created', {
  version: 1,
  ...invitation,
  data: z.object({ invitationId: id, role: Role }),
});
export const invitationResent = event('gateway.invitation.resent', {
  version: 1,
  ...invitation,
  data: z.object({ invitationId: id, role: Role }),
});
export const invitationRevoked = event('gateway.invitation.revoked', {
  version: 1,
  ...invitation,
  data: z.object({ invitationId: id, role: Role, reason: z.enum(['takenBack', 'replaced', 'inviterLowered', 'inviterRemoved']) }),
});
export const invitationAccepted = event('gateway.invitation.accepted', {
  version: 1,
  ...invitation,
  data: z.object({ invitationId: id, membershipId: id, userId: id, role: Role }),
});
