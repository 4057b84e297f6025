import type { InputOf } from '@crm-gtd/shared/contracts/define.ts';
import { type AccountSession, login, register } from '@crm-gtd/shared/contracts/gateway/identity.ts';
import { membershipAdded } from '@crm-gtd/shared/contracts/gateway/organizations.ts';
import { AppError, isAppError } from '@crm-gtd/shared/errors/app-error.ts';
import { newId } from '@crm-gtd/shared/ids.ts';
import { appendEvents } from '@crm-gtd/shared/messaging/outbox.ts';
import { parseInput } from '@crm-gtd/shared/service/handle.ts';
import { claimTrial } from '../entitlements/entitlements.store.ts';
import { authEvents } from '../http/http-metrics.ts';
import type { HttpCallContext, LocalEntry } from '../http/local-entry.ts';
import { limitKey } from '../http/rate-limit.ts';
import { insertMembership, type OwnMembership, type Places, placesOf } from '../memberships/memberships.store.ts';
import { open } from '../organizations/organization.ts';
import { insertOrganization } from '../organizations/organizations.store.ts';
import { type Account, accountByEmail, heldPasswordHash, insertAccount } from '../users/users.store.ts';
import { checkPassword, checkTimeZone, type IdentityTools, ownScope } from './identity-tools.ts';
import { asPerson, freshSession, handOver, startSession } from './session-tools.ts';

/** A person, an organization, its owner and the first session: all or nothing, with the events that set up the other services. */
const openAccount = async (tools: IdentityTools, input: InputOf<typeof register>, context: HttpCallContext): Promise<AccountSession> => {
  checkTimeZone(input.timeZone);
  checkPassword(input.password, [input.email, input.name, input.organizationName]);
  const passwordHash = await tools.passwords.hash(input.password);
  const now = tools.clock.now();
  const { email, name, locale, timeZone } = input;
  const account: Account = { id: newId(), email, name, passwordHash, locale, timeZone, disabledAt: null };
  const organization = open({ id: newId(), name: input.organizationName }, { ...account, trial: true }, now);
  const membership = { id: newId(), userId: account.id, role: 'OWNER' as const, version: 1 };
  const organizationId = organization.next.id;
  const session = freshSession(account.id, organizationId);
  await tools.db.withTenant({ ...ownScope(account.id, organizationId, context.correlationId), role: 'OWNER' }, async (tx) => {
    if (!(await insertAccount(tx, account, now))) throw new AppError('EMAIL_TAKEN');
    if (tools.sellsPlans) await claimTrial(tx, account.id, now);
    await Promise.all([
      insertOrganization(tx, organization.next),
      insertMembership(tx, membership, now),
      appendEvents(tx, [...organization.events, membershipAdded.of({ membershipId: membership.id, userId: account.id, role: 'OWNER' })]),
      startSession(tools, tx, session, { method: 'register', request: context.request }),
    ]);
  });
  const current: OwnMembership = { organizationId, organizationName: input.organizationName, role: 'OWNER' };
  return handOver(tools, { account, session, current, places: { memberships: [current], departures: [] } }, context);
};

type Credentials = Readonly<{ email: string; password: string }>;

/**
 * Counted before the password is looked at, so that a thousand guesses at once are not a thousand guesses. `find` may answer
 * nothing for an address that has an account: the caller gets the answer to a wrong password, at its price.
 */
export const verified = async (
  tools: IdentityTools,
  { email, password }: Credentials,
  ip: string,
  find: (email: string) => Promise<Account | undefined> = (wanted) => tools.db.withoutTenant((tx) => accountByEmail(tx, wanted)),
): Promise<Account> => {
  const { account: perAccount, address } = tools.limits;
  // Per account *and* address: a stranger's guesses must not lock the owner out at his own address.
  const keys = { account: limitKey('login', email, ip), address: limitKey('login', ip) };
  await address.take(keys.address);
  await perAccount.take(keys.account);
  const account = await find(email);
  const right = await tools.passwords.matches(password, account?.passwordHash);
  if (!right || !account || account.disabledAt) throw new AppError('CREDENTIALS_INVALID');
  await Promise.all([perAccount.forget(keys.account), address.giveBack(keys.address)]);
  return account;
};

/** Belonging nowhere is no fault of the credentials: the session then is in no organization, and says so. */
const chosen = ({ memberships }: Places, wanted: string | undefined): OwnMembership | undefined => {
  if (!wanted) return memberships[0];
  const found = memberships.find(({ organizationId }) => organizationId === wanted);
  // Not being in one that was named is told like a wrong password: the answer must not say which organizations exist.
  if (!found) throw new AppError('CREDENTIALS_INVALID');
  return found;
};

const signIn = async (tools: IdentityTools, input: InputOf<typeof login>, context: HttpCallContext): Promise<AccountSession> => {
  const account = await verified(tools, input, context.ip);
  const places = await tools.db.withoutTenant((tx) => placesOf(tx, account.id, tools.clock.now()));
  const current = chosen(places, input.organizationId);
  const session = freshSession(account.id, current?.organizationId ?? null);
  await asPerson(tools.db, session, context.correlationId, async (tx) => {
    // Changed since it was compared: the new one holds, and whoever changed it ended the sessions he found.
    if ((await heldPasswordHash(tx, account.id)) !== account.passwordHash) throw new AppError('CREDENTIALS_INVALID');
    await startSession(tools, tx, session, { method: 'password', request: context.request });
  });
  return handOver(tools, { account, session, current, places }, context);
};

export const counted = async <T>(event: string, work: () => Promise<T>): Promise<T> => {
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
