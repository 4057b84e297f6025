import type { Clock } from '@crm-gtd/shared/clock.ts';
import {
  addMembership,
  changeRole,
  listMemberships,
  type Membership,
  removeMembership,
  seatsUsed,
} from '@crm-gtd/shared/contracts/gateway/organizations.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import { newId } from '@crm-gtd/shared/ids.ts';
import { appendEvents } from '@crm-gtd/shared/messaging/outbox.ts';
import { type ActionEntry, handle } from '@crm-gtd/shared/service/handle.ts';
import type { Scope } from '@crm-gtd/shared/service/scope.ts';
import type { GatewayDb, GatewayTx } from '../db.ts';
import { checkRoom, type Entitlement, inForce } from '../entitlements/entitlement.ts';
import { findEntitlement } from '../entitlements/entitlements.store.ts';
import { type Account, accountByEmail, insertAccount } from '../users/users.store.ts';
import * as membership from './membership.ts';
import { countSeats, deleteMembership, findMember, insertMembership, listMembers, lockMembers, saveRole } from './memberships.store.ts';

export type MembershipsOptions = Readonly<{
  db: GatewayDb;
  clock: Clock;
  hashPassword: (password: string) => Promise<string>;
  /** Throws PASSWORD_TOO_WEAK. */
  checkPassword: (password: string, known: readonly string[]) => void;
  firstEntitlement: Entitlement;
  /** The person's access changes now, not when the cache forgets. */
  forgetUser: (userId: string) => void;
}>;

type AddInput = Readonly<{ email: string; name: string; password?: string | undefined }>;

const passwordMissing = (): AppError =>
  new AppError('REQUEST_INVALID', { errors: [{ path: 'password', code: 'required', message: 'required' }] });

export const membershipsActions = (options: MembershipsOptions): ActionEntry[] => {
  const { db, clock } = options;

  /** Hashing takes a quarter of a second, so it happens before anything is locked. */
  const preparedAccount = async ({ email, name, password }: AddInput, scope: Scope): Promise<Account | undefined> => {
    if (await db.withoutTenant((tx) => accountByEmail(tx, email))) return undefined;
    if (password === undefined) throw passwordMissing();
    options.checkPassword(password, [email, name]);
    const passwordHash = await options.hashPassword(password);
    return {
      id: newId(),
      email,
      name,
      passwordHash,
      locale: scope.locale ?? 'pl',
      timeZone: scope.timeZone ?? 'Europe/Warsaw',
      disabledAt: null,
    };
  };

  const accountIn = async (tx: GatewayTx, email: string, prepared: Account | undefined): Promise<string> => {
    if (prepared && (await insertAccount(tx, prepared, clock.now()))) return prepared.id;
    const known = await accountByEmail(tx, email);
    if (!known) throw passwordMissing();
    return known.id;
  };

  const locked = async (tx: GatewayTx, id: string): Promise<{ found: Membership; owners: number }> => {
    const { owners } = await lockMembers(tx);
    const found = await findMember(tx, id);
    if (!found) throw new AppError('MEMBERSHIP_NOT_FOUND');
    return { found, owners };
  };

  const memberOrFail = async (tx: GatewayTx, id: string): Promise<Membership> => {
    const found = await findMember(tx, id);
    if (!found) throw new AppError('MEMBERSHIP_NOT_FOUND');
    return found;
  };

  return [
    handle(listMemberships, (_input, { scope }) =>
      db.withTenant(scope, async (tx) => ({ items: await listMembers(tx), nextCursor: null })),
    ),
    handle(seatsUsed, (_input, { scope }) => db.withTenant(scope, async (tx) => ({ users: await countSeats(tx) }))),
    handle(addMembership, async (input, { scope }) => {
      const decided = membership.add({ id: newId(), userId: scope.actorId, role: input.role, version: 1 }, { actorRole: scope.role });
      const prepared = await preparedAccount(input, scope);
      return db.withTenant(scope, async (tx) => {
        const { members } = await lockMembers(tx);
        const userId = await accountIn(tx, input.email, prepared);
        const added = membership.add({ ...decided.next, userId }, { actorRole: scope.role });
        if (!(await insertMembership(tx, added.next, clock.now()))) throw new AppError('MEMBERSHIP_EXISTS');
        checkRoom(inForce(await findEntitlement(tx), options.firstEntitlement), 'users', members);
        await appendEvents(tx, added.events);
        return memberOrFail(tx, added.next.id);
      });
    }),
    handle(changeRole, async (input, { scope }) => {
      const changed = await db.withTenant(scope, async (tx) => {
        const { found, owners } = await locked(tx, input.membershipId);
        const decision = membership.changeRole(found, input, { actorRole: scope.role, owners });
        await saveRole(tx, decision.next);
        await appendEvents(tx, decision.events);
        return { ...found, role: decision.next.role, version: decision.next.version };
      });
      options.forgetUser(changed.userId);
      return changed;
    }),
    handle(removeMembership, async ({ membershipId }, { scope }) => {
      const removed = await db.withTenant(scope, async (tx) => {
        const { found, owners } = await locked(tx, membershipId);
        const decision = membership.remove(found, { actorRole: scope.role, owners });
        await deleteMembership(tx, membershipId);
        await appendEvents(tx, decision.events);
        return found;
      });
      options.forgetUser(removed.userId);
      return null;
    }),
  ];
};
