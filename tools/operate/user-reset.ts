import { createHash, randomBytes } from 'node:crypto';
import { passwordReset } from '../../shared/contracts/gateway/account.ts';
import { sessionEnded } from '../../shared/contracts/gateway/identity.ts';
import { email as Email } from '../../shared/contracts/shapes.ts';
import type { Tx } from '../../shared/database/tenant-db.ts';
import { newId } from '../../shared/ids.ts';
import { appendEvents } from '../../shared/messaging/outbox.ts';
import type { Operating } from './operators.ts';

type Account = Readonly<{ id: string; email: string; email_verified_at: Date | null }>;
type Place = Readonly<{ organization_id: string; name: string; role: string }>;
type Ended = Readonly<{ id: string; current_org: string | null }>;

const linkHours = 1;

const inBcryptAlphabet = (bytes: number): string =>
  [...randomBytes(bytes).toString('base64').replaceAll('=', '')]
    .map((sign) => './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'.charAt(alphabet.indexOf(sign)))
    .join('');
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** A hash of no password: the one before may be known to whoever opened the account, and must not open a proved address. */
const hashOfNothing = (): string => `$2b$12$${inBcryptAlphabet(16)}${inBcryptAlphabet(23)}`;

const placesOf = async (tx: Tx<unknown>, userId: string): Promise<readonly Place[]> => {
  const [, places] = await Promise.all([
    tx.sql("select set_config('app.user_id', $1, true)", [userId]),
    tx.sql<Place>(
      'select m.organization_id, o.name, m.role from memberships m join organizations o on o.id = m.organization_id where m.user_id = $1 order by m.created_at limit 200',
      [userId],
    ),
  ]);
  return places;
};

/** Named before anything is done: whose account it is shows in what it belongs to. */
const introduce = ({ say }: Operating, { email, email_verified_at }: Account, places: readonly Place[]): void => {
  say(`${email} (address ${email_verified_at ? `proved ${email_verified_at.toISOString()}` : 'not proved so far'}) belongs to:`);
  for (const { name, role, organization_id } of places) say(`  ${name}\t${role}\t${organization_id}`);
  if (places.length === 0) say('  no organization');
};

/** The account is held first, so that a sign-in of this moment is either ended here or refused. */
const cutOff = async (tx: Tx<unknown>, userId: string, now: Date): Promise<readonly Ended[]> => {
  await tx.sql('select id from users where id = $1 for update', [userId]);
  await tx.sql('update users set email_verified_at = coalesce(email_verified_at, $2), password_hash = $3, updated_at = $2 where id = $1', [
    userId,
    now,
    hashOfNothing(),
  ]);
  await tx.sql('update password_resets set used_at = $2 where user_id = $1 and used_at is null', [userId, now]);
  return tx.sql<Ended>(
    "update sessions set ended_at = $2, end_reason = 'passwordReset' where user_id = $1 and ended_at is null returning id, current_org",
    [userId, now],
  );
};

const insertLink = async (tx: Tx<unknown>, userId: string, now: Date): Promise<string> => {
  const token = randomBytes(32).toString('base64url');
  const hash = createHash('sha256').update(token).digest('base64url');
  const until = new Date(now.getTime() + linkHours * 3_600_000);
  await tx.sql('insert into password_resets (hash, user_id, created_at, expires_at) values ($1, $2, $3, $4)', [hash, userId, now, until]);
  return token;
};

/** Each organization finds in its audit log what concerns it, in the transaction that did it. */
const tell = async (tx: Tx<unknown>, userId: string, places: readonly Place[], ended: readonly Ended[]): Promise<void> => {
  const organizations = new Set([
    ...places.map((place) => place.organization_id),
    ...ended.flatMap(({ current_org }) => current_org ?? []),
  ]);
  for (const organizationId of organizations) {
    const belongs = places.some((place) => place.organization_id === organizationId);
    const sessions = ended.filter(({ current_org }) => current_org === organizationId);
    await tx.sql("select set_config('app.org_id', $1, true)", [organizationId]);
    await appendEvents({ ...tx, scope: { ...tx.scope, organizationId } }, [
      ...sessions.map(({ id }) => sessionEnded.of({ sessionId: id, userId, reason: 'passwordReset' })),
      ...(belongs ? [passwordReset.of({ userId })] : []),
    ]);
  }
};

/**
 * `user reset EMAIL`: the operator vouches that the address is its person's. Every session ends, the password before opens nothing any
 * more, and a link, shown once and good for an hour, sets a new one.
 */
export async function resetUser(operating: Operating, argument: string): Promise<void> {
  const { db, now, say, appUrl } = operating;
  const email = Email.safeParse(argument);
  if (!email.success) throw new Error(`${argument === '' ? 'Nothing' : argument} is no e-mail address`);
  const [account] = await db.withoutTenant((tx) =>
    tx.sql<Account>('select id, email, email_verified_at from users where email = $1', [email.data]),
  );
  if (!account) throw new Error(`${email.data} has no account`);
  const places = await db.withoutTenant((tx) => placesOf(tx, account.id));
  introduce(operating, account, places);
  const id = newId();
  // Under the account's own id, which is no organization's: what is each one's is told to it below.
  const scope = { organizationId: account.id, actorId: 'service:ops', role: 'SERVICE', correlationId: id, causationId: id } as const;
  const [token, ended] = await db.withTenant(scope, async (tx) => {
    const sessions = await cutOff(tx, account.id, now);
    const made = await insertLink(tx, account.id, now);
    await tell(tx, account.id, places, sessions);
    return [made, sessions.length] as const;
  });
  say(`The address counts as proved, the password before is void, sessions ended: ${ended}.`);
  say(`Hand this link over; it works once, within ${linkHours} hour:`);
  say(`${appUrl}/new-password#${token}`);
}
