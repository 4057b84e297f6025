import { z } from 'zod';
import { plainPassword } from '../../text/clean.ts';
import { action, event } from '../define.ts';
import { Role } from '../permissions.ts';
import { email, empty, id, instant, name, nothing, opaque, storable, text } from '../shapes.ts';

export const Locale = z.enum(['pl', 'en']);
export type Locale = z.infer<typeof Locale>;

/** Counted in bytes: bcrypt ignores everything behind the 72nd, and Polish letters take two. */
export const Password = storable(z.string().overwrite(plainPassword).min(10)).refine(
  (value) => new TextEncoder().encode(value).length <= 72,
  { error: 'bytes' },
);

export const User = z.object({
  id,
  email: z.string(),
  name: z.string(),
  locale: Locale,
  timeZone: z.string(),
});
export type User = z.infer<typeof User>;

export const MembershipSummary = z.object({ organizationId: id, organizationName: z.string(), role: Role });

/** An organization that ended the person's membership lately. */
export const Departure = z.object({ organizationId: id, organizationName: z.string(), at: instant });
export type Departure = z.infer<typeof Departure>;

export const Session = z.object({
  accessToken: z.string(),
  expiresAt: instant,
  user: User,
  organizationId: id,
  organizationName: z.string(),
  role: Role,
  memberships: z.array(MembershipSummary),
  permissions: z.array(z.string()),
  departures: z.array(Departure),
  /** Runs this installation: sees its system page. */
  operator: z.boolean(),
});
export type Session = z.infer<typeof Session>;

/** The three are null together: an account that belongs nowhere has a session all the same. */
const nowhere = { organizationId: id.nullable(), organizationName: z.string().nullable(), role: Role.nullable() };
export const AccountSession = Session.extend(nowhere);
export type AccountSession = z.infer<typeof AccountSession>;

export const RegisterInput = z.object({
  email,
  password: Password,
  name: name(120),
  organizationName: name(160),
  locale: Locale.default('pl'),
  timeZone: text(60).default('Europe/Warsaw'),
});

/** Anybody may send these: a person's name, firm and password need no more. */
const maxBodyBytes = 4_000;

export const register = action('v1.gateway.auth.register', {
  http: 'POST /auth/register',
  permission: 'public',
  secretAnswer: true,
  maxBodyBytes,
  input: RegisterInput,
  output: Session,
  status: 201,
  errors: ['EMAIL_TAKEN', 'PASSWORD_TOO_WEAK'],
  summary: 'Opens an account, its organization and a trial.',
});
export const login = action('v1.gateway.auth.login', {
  http: 'POST /auth/login',
  permission: 'public',
  maxBodyBytes,
  secretAnswer: true,
  output: AccountSession,
  input: z.object({ email, password: opaque(200), organizationId: id.optional() }),
  errors: ['CREDENTIALS_INVALID', 'RATE_LIMITED'],
  summary: 'Signs in; the refresh token travels in an HttpOnly cookie.',
});
export const refresh = action('v1.gateway.auth.refresh', {
  http: 'POST /auth/refresh',
  permission: 'public',
  maxBodyBytes,
  secretAnswer: true,
  output: AccountSession,
  input: z.object({ organizationId: id.optional() }),
  errors: ['REFRESH_INVALID', 'CSRF_REJECTED'],
  summary:
    'Rotates the refresh cookie and gives a new access token. `organizationId` moves to another organization: a new session, and the one before ends.',
});
export const logout = action('v1.gateway.auth.logout', {
  http: 'POST /auth/logout',
  permission: 'public',
  maxBodyBytes,
  input: z.object({ everywhere: z.boolean().default(false) }),
  output: nothing,
  status: 204,
  summary: "Ends this session, or all of the user's.",
});
export const Me = AccountSession.omit({ accessToken: true, expiresAt: true });
export const me = action('v1.gateway.auth.me', {
  http: 'GET /auth/me',
  permission: 'authenticated',
  withoutOrganization: true,
  input: empty,
  output: Me,
  summary: 'Who is signed in, where, with which rights.',
});
export const updateMe = action('v1.gateway.auth.updateMe', {
  http: 'PATCH /auth/me',
  permission: 'authenticated',
  withoutOrganization: true,
  maxBodyBytes,
  whileReadOnly: true,
  output: User,
  input: z.object({ name: name(120).optional(), locale: Locale.optional(), timeZone: text(60).optional() }),
  summary: "Changes the user's own name, language or time zone.",
});

export const userSignedIn = event('gateway.session.started', {
  version: 1,
  visible: 'gateway.audit:read',
  aggregate: 'session',
  key: (d) => d.sessionId,
  data: z.object({ sessionId: id, userId: id, method: z.enum(['password', 'register', 'invitation', 'switch']) }),
});
export const sessionEnded = event('gateway.session.ended', {
  version: 1,
  visible: 'gateway.audit:read',
  aggregate: 'session',
  key: (d) => d.sessionId,
  data: z.object({
    sessionId: id,
    userId: id,
    reason: z.enum([
      'logout',
      'everywhere',
      'reuseDetected',
      'disabled',
      'switched',
      'removed',
      'ended',
      'passwordChanged',
      'passwordReset',
    ]),
  }),
});
