import { operatorGranted, operatorRevoked } from '../../shared/contracts/gateway/system.ts';
import type { TenantDb, Tx } from '../../shared/database/tenant-db.ts';
import { isId, newId } from '../../shared/ids.ts';
import { appendEvents } from '../../shared/messaging/outbox.ts';
import { resetUser } from './user-reset.ts';

type Db = TenantDb<unknown>;
type Person = Readonly<{ id: string; email: string }>;

/** Whoever types the command, as the machine knows him. */
export type Granting = Readonly<{ db: Db; by: string; now: Date; say: (line: string) => void }>;
export type Operating = Granting & Readonly<{ appUrl: string }>;

const personSql = 'select id, email from users where id = $1';
const grantSql = `insert into operators as o (user_id, granted_at, granted_by) values ($1, $2, $3)
on conflict (user_id) do update set granted_at = $2, granted_by = $3, revoked_at = null, revoked_by = null where o.revoked_at is not null
returning user_id`;
const revokeSql = 'update operators set revoked_at = $2, revoked_by = $3 where user_id = $1 and revoked_at is null returning user_id';
const listSql = `select u.id, u.email, o.granted_at, o.granted_by from operators o join users u on u.id = o.user_id
where o.revoked_at is null order by o.granted_at`;

async function changed({ db, by, now }: Granting, userId: string, sql: string): Promise<Person> {
  if (!isId(userId))
    throw new Error('Give the id of a user: it stands in the profile, never an e-mail address, which anybody may register');
  return db.withoutTenant(async (tx) => {
    const [person] = await tx.sql<Person>(personSql, [userId]);
    if (!person) throw new Error(`There is no user ${userId}`);
    const rows = await tx.sql(sql, [userId, now, by]);
    if (rows.length === 0) throw new Error(sql === grantSql ? `${person.email} is an operator already` : `${person.email} is no operator`);
    return person;
  });
}

/** Each organization the person belongs to finds it in its audit log: the installation itself has none. */
async function tell({ db }: Granting, userId: string, event: typeof operatorGranted | typeof operatorRevoked): Promise<void> {
  const belongsTo = (tx: Tx<unknown>) =>
    Promise.all([
      tx.sql("select set_config('app.user_id', $1, true)", [userId]),
      tx.sql<{ organization_id: string }>('select organization_id from memberships where user_id = $1 order by created_at limit 200', [
        userId,
      ]),
    ]);
  const [, memberships] = await db.withoutTenant(belongsTo);
  const correlationId = newId();
  for (const { organization_id: organizationId } of memberships) {
    const scope = { organizationId, actorId: 'service:ops', role: 'SERVICE', correlationId, causationId: correlationId } as const;
    await db.withTenant(scope, (tx) => appendEvents(tx, [event.of({ userId })]));
  }
}

/** For a seed: who was made one before, or deprived of it, stays as he is. */
export async function grantAtFirst(operating: Granting, userId: string): Promise<void> {
  const { db, by, now } = operating;
  const sql = 'insert into operators (user_id, granted_at, granted_by) values ($1, $2, $3) on conflict do nothing returning user_id';
  const made = await db.withoutTenant((tx) => tx.sql(sql, [userId, now, by]));
  if (made.length > 0) await tell(operating, userId, operatorGranted);
}

async function add(operating: Operating, userId: string): Promise<void> {
  const { email } = await changed(operating, userId, grantSql);
  await tell(operating, userId, operatorGranted);
  operating.say(`${email} is an operator of this installation; pages that are open show it when they are loaded again`);
}

async function remove(operating: Operating, userId: string): Promise<void> {
  const { email } = await changed(operating, userId, revokeSql);
  await tell(operating, userId, operatorRevoked);
  operating.say(`${email} is no operator any more`);
}

type Listed = Person & Readonly<{ granted_at: Date; granted_by: string }>;

async function list({ db, say }: Operating): Promise<void> {
  const rows = await db.withoutTenant((tx) => tx.sql<Listed>(listSql));
  for (const { id, email, granted_at, granted_by } of rows) say([id, email, granted_at.toISOString(), granted_by].join('\t'));
}

async function user(operating: Operating, act: string, email = ''): Promise<void> {
  if (act !== 'reset') throw new Error(`Usage: ${operatorUsage}`);
  await resetUser(operating, email);
}

type Act = (operating: Operating, argument: string, further?: string) => Promise<void>;
const acts: Readonly<Record<string, Act>> = { add, remove, list, user };

export const operatorUsage = 'operator add USER_ID | list | remove USER_ID | user reset EMAIL';

/** What `ops operator`, `ops user` and `npm run operator` do. */
export async function operate(operating: Operating, [act = '', argument = '', further = '']: readonly string[]): Promise<void> {
  const chosen = Object.hasOwn(acts, act) ? acts[act] : undefined;
  if (!chosen) throw new Error(`Usage: ${operatorUsage}`);
  await chosen(operating, argument, further);
}
