import type { InputOf } from '@crm-gtd/shared/contracts/define.ts';
import { lookAtReset, passwordChanged, resetPassword } from '@crm-gtd/shared/contracts/gateway/account.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import { parseInput } from '@crm-gtd/shared/service/handle.ts';
import { logger } from '@crm-gtd/shared/telemetry/logger.ts';
import { authEvents } from '../http/http-metrics.ts';
import type { HttpCallContext, LocalEntry } from '../http/local-entry.ts';
import { placesOf } from '../memberships/memberships.store.ts';
import { lockAccount, savePassword } from '../users/users.store.ts';
import { checkPassword, type IdentityTools } from './identity-tools.ts';
import { closeResets, findReset, type Reset } from './resets.store.ts';
import { hashOf } from './session.ts';
import { asPerson, endSessions, tellAtHome } from './session-tools.ts';

const found = async (tools: IdentityTools, token: string): Promise<Reset> => {
  const reset = await tools.db.withoutTenant((tx) => findReset(tx, hashOf(token), tools.clock.now()));
  if (!reset) throw new AppError('RESET_LINK_INVALID');
  return reset;
};

const reset = async (tools: IdentityTools, { token, password }: InputOf<typeof resetPassword>, context: HttpCallContext): Promise<null> => {
  const { userId, email, name } = await found(tools, token);
  checkPassword(password, [email, name]);
  const hash = await tools.passwords.hash(password);
  const now = tools.clock.now();
  const { memberships } = await tools.db.withoutTenant((tx) => placesOf(tx, userId, now));
  await asPerson(tools.db, { userId, organizationId: null }, context.correlationId, async (tx) => {
    await lockAccount(tx, userId);
    // Again, now that nobody else can use it: of two at once one sets the password.
    if (!(await findReset(tx, hashOf(token), now))) throw new AppError('RESET_LINK_INVALID');
    await closeResets(tx, userId, now);
    await savePassword(tx, userId, hash, now);
    await endSessions(tools, tx, { userId, which: {}, reason: 'passwordReset' });
    await tellAtHome(tx, memberships, passwordChanged.of({ userId, method: 'link' }));
  });
  authEvents.inc({ event: 'password_reset', outcome: 'ok' });
  logger.info('auth.password_reset', { user_id: userId });
  return null;
};

export const resetActions = (tools: IdentityTools): LocalEntry[] => [
  {
    contract: lookAtReset,
    run: async (input) => {
      const { email, expiresAt } = await found(tools, parseInput(lookAtReset, input).token);
      return { email, expiresAt: expiresAt.toISOString() };
    },
  },
  {
    contract: resetPassword,
    run: (input, context) => {
      tools.origins.checkSameOrigin(context.request);
      return reset(tools, parseInput(resetPassword, input), context);
    },
  },
];
