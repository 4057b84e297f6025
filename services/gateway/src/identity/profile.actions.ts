import type { Clock } from '@crm-gtd/shared/clock.ts';
import type { InputOf } from '@crm-gtd/shared/contracts/define.ts';
import { me, profileChanged, updateMe } from '@crm-gtd/shared/contracts/gateway/identity.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import { appendEvents } from '@crm-gtd/shared/messaging/outbox.ts';
import { type ActionEntry, handle } from '@crm-gtd/shared/service/handle.ts';
import type { Scope } from '@crm-gtd/shared/service/scope.ts';
import type { GatewayDb } from '../db.ts';
import { placesOf } from '../memberships/memberships.store.ts';
import { type Account, accountById, isOperator, updateAccount } from '../users/users.store.ts';
import { checkTimeZone, whoIs } from './identity-tools.ts';

export type ProfileOptions = Readonly<{ db: GatewayDb; clock: Clock; forgetUser: (userId: string) => void }>;

const fields = ['name', 'locale', 'timeZone'] as const;

const change = (db: GatewayDb, scope: Scope, input: InputOf<typeof updateMe>, now: Date): Promise<Account | undefined> =>
  db.withTenant(scope, async (tx) => {
    const before = await accountById(tx, scope.actorId);
    const account = await updateAccount(tx, scope.actorId, input, now);
    if (!before || !account) return undefined;
    const changedFields = fields.filter((field) => before[field] !== account[field]);
    if (changedFields.length > 0) await appendEvents(tx, [profileChanged.of({ userId: account.id, changedFields })]);
    return account;
  });

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
    const account = await change(db, scope, input, clock.now());
    if (!account) throw new AppError('TOKEN_INVALID');
    forgetUser(account.id);
    const { id, email, name, locale, timeZone } = account;
    return { id, email, name, locale, timeZone };
  }),
];
