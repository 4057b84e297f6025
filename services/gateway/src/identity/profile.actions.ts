import type { Clock } from '@crm-gtd/shared/clock.ts';
import { me, updateMe } from '@crm-gtd/shared/contracts/gateway/identity.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import { type ActionEntry, handle } from '@crm-gtd/shared/service/handle.ts';
import type { GatewayDb } from '../db.ts';
import { membershipsOf } from '../memberships/memberships.store.ts';
import { accountById, isOperator, updateAccount } from '../users/users.store.ts';
import { checkTimeZone, whoIs } from './identity-tools.ts';

export type ProfileOptions = Readonly<{ db: GatewayDb; clock: Clock; forgetUser: (userId: string) => void }>;

export const profileActions = ({ db, clock, forgetUser }: ProfileOptions): ActionEntry[] => [
  handle(me, (_input, { scope }) =>
    db.withoutTenant(async (tx) => {
      const [account, memberships, operator] = await Promise.all([
        accountById(tx, scope.actorId),
        membershipsOf(tx, scope.actorId),
        isOperator(tx, scope.actorId),
      ]);
      const current = memberships.find(({ organizationId }) => organizationId === scope.organizationId);
      if (!account || !current) throw new AppError('TOKEN_INVALID');
      return whoIs({ account, current, memberships, operator });
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
