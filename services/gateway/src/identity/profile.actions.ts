import type { Clock } from '@crm-gtd/shared/clock.ts';
import { me, updateMe } from '@crm-gtd/shared/contracts/gateway/identity.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import { type ActionEntry, handle } from '@crm-gtd/shared/service/handle.ts';
import type { GatewayDb } from '../db.ts';
import { placesOf } from '../memberships/memberships.store.ts';
import { accountById, isOperator, updateAccount } from '../users/users.store.ts';
import { checkTimeZone, whoIs } from './identity-tools.ts';

export type ProfileOptions = Readonly<{ db: GatewayDb; clock: Clock; forgetUser: (userId: string) => void }>;

export const profileActions = ({ db, clock, forgetUser }: ProfileOptions): ActionEntry[] => [
  handle(me, (_input, { scope }) =>
    db.withoutTenant(async (tx) => {
      const [account, places, operator] = await Promise.all([
        accountById(tx, scope.actorId),
        placesOf(tx, scope.actorId, clock.now()),
        isOperator(tx, scope.actorId),
      ]);
      if (!account) throw new AppError('TOKEN_INVALID');
      const current = places.memberships.find(({ organizationId }) => organizationId === scope.organizationId);
      return whoIs({ account, current, places, operator });
    }),
  ),
  handle(updateMe, async (input, { scope }) => {
    if (input.timeZone !== undefined) checkTimeZone(input.timeZone);
    const account = await db.withoutTenant((tx) => updateAccount(tx, scope.actorId, input, clock.now()));
    if (!account) throw new AppError('TOKEN_INVALID');
    forgetUser(account.id);
    const { id, email, name, locale, timeZone } = account;
    return { id, email, name, locale, timeZone };
  }),
];
