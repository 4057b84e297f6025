import type { InputOf } from '@crm-gtd/shared/contracts/define.ts';
import type { AccountSession } from '@crm-gtd/shared/contracts/gateway/identity.ts';
import {
  acceptInvitation,
  type InvitationPreview,
  lookAtInvitation,
  openByInvitation,
} from '@crm-gtd/shared/contracts/gateway/invitations.ts';
import type { Role } from '@crm-gtd/shared/contracts/permissions.ts';
import { AppError, isAppError } from '@crm-gtd/shared/errors/app-error.ts';
import { newId } from '@crm-gtd/shared/ids.ts';
import { appendEvents } from '@crm-gtd/shared/messaging/outbox.ts';
import { parseInput } from '@crm-gtd/shared/service/handle.ts';
import { logger } from '@crm-gtd/shared/telemetry/logger.ts';
import type { GatewayTx } from '../db.ts';
import { checkRoom, type Entitlement, inForce } from '../entitlements/entitlement.ts';
import { findEntitlement } from '../entitlements/entitlements.store.ts';
import type { HttpCallContext, LocalEntry } from '../http/local-entry.ts';
import { checkPassword, checkTimeZone, type IdentityTools, ownScope } from '../identity/identity-tools.ts';
import { hashOf } from '../identity/session.ts';
import { freshSession, handOver, startSession } from '../identity/session-tools.ts';
import { counted, verified } from '../identity/sign-in.actions.ts';
import * as membership from '../memberships/membership.ts';
import { insertMembership, lockMembers, type OwnMembership, placesOf, roleOf } from '../memberships/memberships.store.ts';
import { currentOrganization } from '../organizations/organizations.store.ts';
import { type Account, accountByEmail, accountById, insertAccount } from '../users/users.store.ts';
import { accept, checkUsable, type InvitationState } from './invitation.ts';
import { invitationOfLink, type LinkedInvitation, lockInvitation, saveInvitation } from './invitations.store.ts';

export type LinkOptions = Readonly<{ tools: IdentityTools; firstEntitlement: Entitlement }>;

/** Not yet a member: what he may do in the organization is what the link lets him. */
const asGuest = <T>(
  tools: IdentityTools,
  { organizationId }: LinkedInvitation,
  who: Readonly<{ userId: string; correlationId: string }>,
  work: (tx: GatewayTx) => Promise<T>,
): Promise<T> => tools.db.withTenant({ ...ownScope(who.userId, organizationId, who.correlationId), role: 'GUEST' }, work);

const linked = async (tools: IdentityTools, token: string): Promise<LinkedInvitation> => {
  const found = await tools.db.withoutTenant((tx) => invitationOfLink(tx, hashOf(token)));
  if (!found) throw new AppError('INVITATION_NOT_FOUND');
  return found;
};

type Usable = Readonly<{ invitation: InvitationState; inviterRole: Role }>;

/** The invitation of this very link, if it still opens anything; the link may have been replaced since it was looked up. */
const usable = async (tools: IdentityTools, tx: GatewayTx, { id }: LinkedInvitation, token: string): Promise<Usable> => {
  const invitation = await lockInvitation(tx, id);
  if (!invitation || invitation.tokenHash !== hashOf(token)) throw new AppError('INVITATION_NOT_FOUND');
  const inviterRole = await roleOf(tx, invitation.invitedBy);
  checkUsable(invitation, inviterRole, tools.clock.now());
  return { invitation, inviterRole: inviterRole as Role };
};

const preview = async (tools: IdentityTools, token: string, correlationId: string): Promise<InvitationPreview> => {
  const link = await linked(tools, token);
  return asGuest(tools, link, { userId: link.id, correlationId }, async (tx) => {
    const { invitation } = await usable(tools, tx, link, token);
    const [organization, inviter] = await Promise.all([currentOrganization(tx), accountById(tx, invitation.invitedBy)]);
    const { email, role, expiresAt } = invitation;
    return {
      organizationName: organization?.name ?? '',
      invitedByName: inviter?.name ?? '',
      email,
      role,
      expiresAt: expiresAt.toISOString(),
    };
  });
};

/** The promised place was counted when it was promised; what counts now is whether the plan still has room for one more member. */
const checkSeat = async (tx: GatewayTx, first: Entitlement, members: number): Promise<void> => {
  try {
    checkRoom(inForce(await findEntitlement(tx), first), 'users', members);
  } catch (error) {
    // What the plan is and allows concerns members alone.
    throw isAppError(error) && error.code === 'PLAN_LIMIT_REACHED' ? new AppError('INVITATION_NO_SEAT') : error;
  }
};

type Joining = Readonly<{ link: LinkedInvitation; token: string; account: Pick<Account, 'id' | 'email'> }>;

/** In one transaction: the invitation is used up, the membership made, both told. Whoever joins holds the organization's row. */
const join = async ({ tools, firstEntitlement }: LinkOptions, tx: GatewayTx, joining: Joining): Promise<OwnMembership> => {
  const { link, token, account } = joining;
  const now = tools.clock.now();
  const { members } = await lockMembers(tx);
  const { invitation, inviterRole } = await usable(tools, tx, link, token);
  const membershipId = newId();
  const decided = accept(invitation, { userId: account.id, email: account.email, membershipId }, now);
  await checkSeat(tx, firstEntitlement, members);
  const added = membership.add({ id: membershipId, userId: account.id, role: invitation.role, version: 1 }, { actorRole: inviterRole });
  if (!(await insertMembership(tx, added.next, now))) throw new AppError('MEMBERSHIP_EXISTS');
  await saveInvitation(tx, decided.next);
  await appendEvents(tx, [...decided.events, ...added.events]);
  const organization = await currentOrganization(tx);
  return { organizationId: link.organizationId, organizationName: organization?.name ?? '', role: invitation.role };
};

const acceptSignedIn = async (
  options: LinkOptions,
  { token }: InputOf<typeof acceptInvitation>,
  { identity, correlationId }: HttpCallContext,
): Promise<OwnMembership> => {
  const { tools } = options;
  const account = identity && (await tools.db.withoutTenant((tx) => accountById(tx, identity.claims.userId)));
  if (!account) throw new AppError('TOKEN_INVALID');
  const link = await linked(tools, token);
  const joined = await asGuest(tools, link, { userId: account.id, correlationId }, (tx) => join(options, tx, { link, token, account }));
  logger.info('invitation.accepted', { user_id: account.id, organization_id: joined.organizationId, invitation_id: link.id });
  return joined;
};

type Opening = InputOf<typeof openByInvitation>;

/** The answer to a wrong password at the door, at the same price and counted there: it tells nobody whether the address has an account. */
const refuseAsWrongPassword = async (tools: IdentityTools, email: string, password: string, ip: string): Promise<never> => {
  await verified(tools, { email, password }, ip, async () => undefined);
  throw new AppError('CREDENTIALS_INVALID');
};

const newAccount = (input: Opening, email: string): Account => {
  const { name, locale, timeZone, password } = input;
  checkTimeZone(timeZone);
  checkPassword(password, [email, name]);
  return { id: newId(), email, name, passwordHash: '', locale, timeZone, disabledAt: null };
};

const openAccount = async (options: LinkOptions, input: Opening, context: HttpCallContext): Promise<AccountSession> => {
  const { tools } = options;
  const { correlationId, ip, request } = context;
  const { email } = await preview(tools, input.token, correlationId);
  const prepared = newAccount(input, email);
  if (await tools.db.withoutTenant((tx) => accountByEmail(tx, email))) return refuseAsWrongPassword(tools, email, input.password, ip);
  const account = { ...prepared, passwordHash: await tools.passwords.hash(input.password) };
  const link = await linked(tools, input.token);
  const session = freshSession(account.id, link.organizationId);
  const current = await asGuest(tools, link, { userId: account.id, correlationId }, async (tx) => {
    if (!(await insertAccount(tx, account, tools.clock.now()))) throw new AppError('CREDENTIALS_INVALID');
    const joined = await join(options, tx, { link, token: input.token, account });
    await startSession(tools, tx, session, { method: 'invitation', request });
    return joined;
  });
  logger.info('invitation.opened_account', { user_id: account.id, organization_id: current.organizationId, invitation_id: link.id });
  const places = await tools.db.withoutTenant((tx) => placesOf(tx, account.id, tools.clock.now()));
  return handOver(tools, { account, session, current, places }, context);
};

/** What a link opens. It comes in a body: in a path or a query it would stand in logs and histories. */
export const invitationLinkActions = (options: LinkOptions): LocalEntry[] => [
  {
    contract: lookAtInvitation,
    run: async (input, { correlationId }) => preview(options.tools, parseInput(lookAtInvitation, input).token, correlationId),
  },
  {
    contract: acceptInvitation,
    run: async (input, context) => counted('invitation', () => acceptSignedIn(options, parseInput(acceptInvitation, input), context)),
  },
  {
    contract: openByInvitation,
    run: async (input, context) => {
      options.tools.origins.checkSameOrigin(context.request);
      return counted('invitation', () => openAccount(options, parseInput(openByInvitation, input), context));
    },
  },
];
