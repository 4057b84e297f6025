import { z } from 'zod';
import { action, event } from '../define.ts';
import { Role } from '../permissions.ts';
import { empty, expectedVersion, id, instant, name, nothing, version } from '../shapes.ts';

export const Organization = z.object({
  id,
  name: z.string(),
  plan: z.string(),
  limits: z.record(z.string(), z.int().nullable()),
  /** `readOnly` after a trial or a paid period has ended: see `whileReadOnly`. */
  access: z.enum(['full', 'readOnly']),
  createdAt: instant,
  version,
});
export type Organization = z.infer<typeof Organization>;

export const getOrganization = action('v1.gateway.organizations.current', {
  http: 'GET /organization',
  permission: 'gateway.organization:read',
  input: empty,
  output: Organization,
  summary: 'The organization of the access token, with its plan and limits.',
});
export const updateOrganization = action('v1.gateway.organizations.update', {
  http: 'PATCH /organization',
  permission: 'gateway.organization:write',
  input: z.object({ name: name(160).optional(), ...expectedVersion }),
  output: Organization,
  errors: ['VERSION_STALE'],
});
export const createOrganization = action('v1.gateway.organizations.create', {
  http: 'POST /organizations',
  permission: 'authenticated',
  withoutOrganization: true,
  whileReadOnly: true,
  input: z.object({ name: name(160) }),
  output: Organization,
  status: 201,
  summary: 'Opens a further organization owned by the user.',
});
export const listOrganizations = action('v1.gateway.organizations.list', {
  http: 'GET /organizations',
  permission: 'authenticated',
  withoutOrganization: true,
  input: empty,
  output: z.object({ items: z.array(z.object({ id, name: z.string(), role: Role })), nextCursor: z.string().nullable() }),
});

export const Membership = z.object({
  id,
  userId: id,
  name: z.string(),
  email: z.string(),
  role: Role,
  createdAt: instant,
  version,
});
export type Membership = z.infer<typeof Membership>;

export const listMemberships = action('v1.gateway.memberships.list', {
  http: 'GET /memberships',
  permission: 'gateway.members:read',
  input: empty,
  output: z.object({ items: z.array(Membership), nextCursor: z.string().nullable() }),
});
export const changeRole = action('v1.gateway.memberships.changeRole', {
  http: 'PATCH /memberships/{membershipId}',
  permission: 'gateway.members:write',
  output: Membership,
  input: z.object({ membershipId: id, role: Role, ...expectedVersion }),
  errors: ['MEMBERSHIP_NOT_FOUND', 'LAST_OWNER', 'ROLE_ABOVE_OWN', 'VERSION_STALE'],
});
/** For billing: a live invitation takes a seat as a member does. */
export const seatsUsed = action('v1.gateway.memberships.seatsUsed', {
  permission: 'gateway.members:read',
  whileReadOnly: true,
  idempotent: true,
  input: empty,
  output: z.object({ users: z.int() }),
});
export const removeMembership = action('v1.gateway.memberships.remove', {
  http: 'DELETE /memberships/{membershipId}',
  permission: 'gateway.members:write',
  whileReadOnly: true,
  input: z.object({ membershipId: id }),
  output: nothing,
  status: 204,
  errors: ['MEMBERSHIP_NOT_FOUND', 'LAST_OWNER'],
});

export const organizationCreated = event('gateway.organization.created', {
  version: 1,
  visible: 'gateway.organization:read',
  aggregate: 'organization',
  key: (d) => d.organizationId,
  /** `trial` is false when the owner had his with an earlier organization. */
  data: z.object({ organizationId: id, ownerId: id, locale: z.enum(['pl', 'en']), trial: z.boolean().optional() }),
});
export const organizationUpdated = event('gateway.organization.updated', {
  version: 1,
  visible: 'gateway.organization:read',
  aggregate: 'organization',
  key: (d) => d.organizationId,
  data: z.object({ organizationId: id, changedFields: z.array(z.string()) }),
});
export const membershipAdded = event('gateway.membership.added', {
  version: 1,
  visible: 'gateway.members:read',
  aggregate: 'membership',
  key: (d) => d.membershipId,
  data: z.object({ membershipId: id, userId: id, role: Role }),
});
export const membershipRoleChanged = event('gateway.membership.roleChanged', {
  version: 1,
  visible: 'gateway.members:read',
  aggregate: 'membership',
  key: (d) => d.membershipId,
  data: z.object({ membershipId: id, userId: id, before: z.object({ role: Role }), after: z.object({ role: Role }) }),
});
export const membershipRemoved = event('gateway.membership.removed', {
  version: 1,
  visible: 'gateway.members:read',
  aggregate: 'membership',
  key: (d) => d.membershipId,
  data: z.object({ membershipId: id, userId: id, role: Role }),
});
