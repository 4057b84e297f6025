import type { InputOf } from '@crm-gtd/shared/contracts/define.ts';
import { login, register, type Session, userSignedIn } from '@crm-gtd/shared/contracts/gateway/identity.ts';
import { membershipAdded } from '@crm-gtd/shared/contracts/gateway/organizations.ts';
import { AppError, isAppError } from '@crm-gtd/shared/errors/app-error.ts';
import { newId } from '@crm-gtd/shared/ids.ts';
import { appendEvents } from '@crm-gtd/shared/messaging/outbox.ts';
import { parseInput } from '@crm-gtd/shared/service/handle.ts';
import { claimTrial } from '../entitlements/entitlements.store.ts';
import { authEvents } from '../http/http-metrics.ts';
import type { HttpCallContext, LocalEntry } from '../http/local-entry.ts';
import { limitKey } from '../http/rate-limit.ts';
import { insertMembership, membershipsOf, type OwnMembership } from '../memberships/memberships.store.ts';
import { open } from '../organizations/organization.ts';
import { insertOrganization } from '../organizations/organizations.store.ts';
import { type Account, accountByEmail, insertAccount } from '../users/users.store.ts';
import {
  checkPassword,
  checkTimeZone,
  cookieLifeMs,
  type IdentityTools,
  newRefreshToken,
  ownScope,
  sessionAnswer,
} from './identity-tools.ts';
import { hashOf } from './session.ts';
import { insertSession } from './sessions.store.ts';

/** A person, an organization, its owner and the first session: all or nothing, with the events that set up the other services. */
const openAccount = async (
  tools: IdentityTools,
  input: InputOf<typeof register>,
  { request, response, correlationId }: HttpCallContext,
): Promise<Session> => {
  checkTimeZone(input.timeZone);
  checkPassword(input.password, [input.email, input.name, input.organizationName]);
  const passwordHash = await tools.passwords.hash(input.password);
  const now = tools.clock.now();
  const { email, name, locale, timeZone } = input;
  const account: Account = { id: newId(), email, name, passwordHash, locale, timeZone, disabledAt: null };
  const organization = open({ id: newId(), name: input.organizationName }, { ...account, trial: true }, now);
  const membership = { id: newId(), userId: account.id, role: 'OWNER' as const, version: 1 };
  const [sessionId, token] = [newId(), newRefreshToken()];
  const organizationId = organization.next.id;
  await tools.db.withTenant({ ...ownScope(account.id, organizationId, correlationId), role: 'OWNER' }, async (tx) => {
    if (!(await insertAccount(tx, account, now))) throw new AppError('EMAIL_TAKEN');
    if (tools.sellsPlans) await claimTrial(tx, account.id, now);
    await Promise.all([
      insertOrganization(tx, organization.next),
      insertMembership(tx, membership, now),
      insertSession(tx, { id: sessionId, userId: account.id, organizationId, tokenHash: hashOf(token) }, now),
      appendEvents(tx, [
        ...organization.events,
        membershipAdded.of({ membershipId: membership.id, userId: account.id, role: 'OWNER' }),
        userSignedIn.of({ sessionId, userId: account.id, method: 'register' }),
      ]),
    ]);
  });
  tools.cookie.set(request, response, token, cookieLifeMs(tools.sessions));
  const current: OwnMembership = { organizationId, organizationName: input.organizationName, role: 'OWNER' };
  return sessionAnswer(tools, { account, sessionId, current, memberships: [current] });
};

/** Counted before the password is looked at, so that a thousand guesses at once are not a thousand guesses. */
const verified = async (tools: IdentityTools, { email, password }: InputOf<typeof login>, ip: string): Promise<Account> => {
  const { account: perAccount, address } = tools.limits;
  // Per account *and* address: a stranger's guesses must not lock the owner out at his own address.
  const keys = { account: limitKey('login', email, ip), address: limitKey('login', ip) };
  await address.take(keys.address);
  await perAccount.take(keys.account);
  const account = await tools.db.withoutTenant((tx) => accountByEmail(tx, email));
  const right = await tools.passwords.matches(password, account?.passwordHash);
  if (!right || !account || account.disabledAt) throw new AppError('CREDENTIALS_INVALID');
  await Promise.all([perAccount.forget(keys.account), address.giveBack(keys.address)]);
  return account;
};

const chosen = (memberships: readonly OwnMembership[], wanted: string | undefined): OwnMembership => {
  const found = wanted ? memberships.find(({ organizationId }) => organizationId === wanted) : memberships[0];
  // Belonging nowhere, or not there, is told like a wrong password: the answer must not say which organizations exist.
  if (!found) throw new AppError('CREDENTIALS_INVALID');
  return found;
};

const signIn = async (
  tools: IdentityTools,
  input: InputOf<typeof login>,
  { request, response, ip, correlationId }: HttpCallContext,
): Promise<Session> => {
  const account = await verified(tools, input, ip);
  const memberships = await tools.db.withoutTenant((tx) => membershipsOf(tx, account.id));
  const current = chosen(memberships, input.organizationId);
  const [sessionId, token, now] = [newId(), newRefreshToken(), tools.clock.now()];
  const { organizationId } = current;
  await tools.db.withTenant(ownScope(account.id, organizationId, correlationId), async (tx) => {
    await Promise.all([
      insertSession(tx, { id: sessionId, userId: account.id, organizationId, tokenHash: hashOf(token) }, now),
      appendEvents(tx, [userSignedIn.of({ sessionId, userId: account.id, method: 'password' })]),
    ]);
  });
  tools.cookie.set(request, response, token, cookieLifeMs(tools.sessions));
  return sessionAnswer(tools, { account, sessionId, current, memberships });
};

const counted = async <T>(event: string, work: () => Promise<T>): Promise<T> => {
  try {
    const result = await work();
    authEvents.inc({ event, outcome: 'ok' });
    return result;
  } catch (error) {
    if (isAppError(error)) authEvents.inc({ event, outcome: 'refused' });
    throw error;
  }
};

export const signInActions = (tools: IdentityTools): LocalEntry[] => [
  {
    contract: register,
    run: (input, context) => {
      tools.origins.checkSameOrigin(context.request);
      return counted('register', () => openAccount(tools, parseInput(register, input), context));
    },
  },
  {
    contract: login,
    run: (input, context) => {
      tools.origins.checkSameOrigin(context.request);
      return counted('login', () => signIn(tools, parseInput(login, input), context));
    },
  },
];
