import { signInFailed } from '@crm-gtd/shared/contracts/gateway/identity.ts';
import { isAppError } from '@crm-gtd/shared/errors/app-error.ts';
import { newId } from '@crm-gtd/shared/ids.ts';
import { errorFields, logger } from '@crm-gtd/shared/telemetry/logger.ts';
import { limitKey } from '../http/rate-limit.ts';
import { placesOf } from '../memberships/memberships.store.ts';
import type { Account } from '../users/users.store.ts';
import type { IdentityTools } from './identity-tools.ts';
import { asPerson, tellAtHome } from './session-tools.ts';

type Tools = Pick<IdentityTools, 'db' | 'clock' | 'limits' | 'addressHash'>;
type Failure = Readonly<{ account: Account | undefined; email: string; ip: string }>;

/** A stranger decides how often this happens, so each organization gets some per account and hour; the log has all. */
const record = async ({ db, clock, limits }: Tools, { id: userId, disabledAt }: Account, addressHash: string): Promise<void> => {
  await limits.recorded.take(limitKey('recorded', userId));
  const { memberships } = await db.withoutTenant((tx) => placesOf(tx, userId, clock.now()));
  const reason = disabledAt ? 'disabled' : 'password';
  await asPerson(db, { userId, organizationId: null }, newId(), (tx) =>
    tellAtHome(tx, memberships, signInFailed.of({ userId, originDigest: addressHash, reason })),
  );
};

/**
 * Nobody waits for it: an address with an account must not answer slower than one without. Of an address that has none no organization
 * could be told; the log keeps it, with a digest of what was typed.
 */
export const noteFailure = (tools: Tools, { account, email, ip }: Failure): void => {
  const hash = tools.addressHash(ip);
  logger.info('auth.sign_in_failed', {
    client_ip_hash: hash,
    account_hash: tools.addressHash(email),
    ...(account ? { user_id: account.id } : {}),
  });
  if (!account) return;
  record(tools, account, hash).catch((error: unknown) => {
    if (!isAppError(error) || error.code !== 'RATE_LIMITED') logger.error('auth.failure_unrecorded', errorFields(error));
  });
};
