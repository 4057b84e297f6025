import { z } from 'zod';
import { action, event } from '../define.ts';
import { empty, id, instant, nothing, opaque } from '../shapes.ts';
import { Password } from './identity.ts';
import { LinkToken } from './invitations.ts';

export const changePassword = action('v1.gateway.account.changePassword', {
  http: 'POST /auth/password',
  permission: 'authenticated',
  withoutOrganization: true,
  whileReadOnly: true,
  maxBodyBytes: 4_000,
  status: 204,
  input: z.object({ currentPassword: opaque(200), newPassword: Password }),
  output: nothing,
  errors: ['PASSWORD_WRONG', 'PASSWORD_TOO_WEAK', 'RATE_LIMITED'],
  summary: "Changes one's own password; every other session of the account ends.",
});

/** What one reads of a sign-in: never a token or an address of the network. */
export const OwnSession = z.object({
  id,
  browser: z.string().nullable(),
  system: z.string().nullable(),
  createdAt: instant,
  lastSeenAt: instant,
  current: z.boolean(),
});
export type OwnSession = z.infer<typeof OwnSession>;

export const listSessions = action('v1.gateway.account.sessions', {
  http: 'GET /auth/sessions',
  permission: 'authenticated',
  withoutOrganization: true,
  input: empty,
  output: z.object({ items: z.array(OwnSession), nextCursor: z.string().nullable() }),
  summary: "One's own open sessions, the one last used first; the newest hundred.",
});
export const endOneSession = action('v1.gateway.account.endSession', {
  http: 'DELETE /auth/sessions/{sessionId}',
  permission: 'authenticated',
  withoutOrganization: true,
  whileReadOnly: true,
  status: 204,
  input: z.object({ sessionId: id }),
  output: nothing,
  errors: ['SESSION_NOT_FOUND'],
});
export const endOtherSessions = action('v1.gateway.account.endOtherSessions', {
  http: 'POST /auth/sessions/end-others',
  permission: 'authenticated',
  withoutOrganization: true,
  whileReadOnly: true,
  input: empty,
  output: z.object({ ended: z.int() }),
  summary: 'Ends every session of the account but the one that asks.',
});

/** A link of this kind is made by the operator's command alone, and works for an hour. */
export const lookAtReset = action('v1.gateway.account.lookAtReset', {
  http: 'POST /auth/reset/look',
  permission: 'public',
  maxBodyBytes: 4_000,
  input: z.object({ token: LinkToken }),
  output: z.object({ email: z.string(), expiresAt: instant }),
  errors: ['RESET_LINK_INVALID'],
});
export const resetPassword = action('v1.gateway.account.resetPassword', {
  http: 'POST /auth/reset',
  permission: 'public',
  maxBodyBytes: 4_000,
  status: 204,
  input: z.object({ token: LinkToken, password: Password }),
  output: nothing,
  errors: ['RESET_LINK_INVALID', 'PASSWORD_TOO_WEAK'],
  summary: 'Sets a password by a link that works once; every session of the account ends.',
});

export const passwordChanged = event('gateway.user.passwordChanged', {
  version: 1,
  visible: 'gateway.audit:read',
  aggregate: 'user',
  key: (d) => d.userId,
  data: z.object({ userId: id, method: z.enum(['old', 'link']) }),
});
export const passwordReset = event('gateway.user.passwordReset', {
  version: 1,
  visible: 'gateway.audit:read',
  aggregate: 'user',
  key: (d) => d.userId,
  data: z.object({ userId: id }),
  summary: "The installation's operator vouched for the address, ended the sessions and gave a link to set a password.",
});
