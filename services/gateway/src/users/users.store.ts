import type { Locale } from '@crm-gtd/shared/contracts/gateway/identity.ts';
import type { GatewayTx } from '../db.ts';

/** Accounts are global: one person, one e-mail, any number of organizations. */
export type Account = Readonly<{
  id: string;
  email: string;
  name: string;
  passwordHash: string;
  locale: Locale;
  timeZone: string;
  disabledAt: Date | null;
}>;

const columns = ['id', 'email', 'name', 'passwordHash', 'locale', 'timeZone', 'disabledAt'] as const;
type Row = Omit<Account, 'locale'> & { locale: string };
const accountOf = (row: Row): Account => ({ ...row, locale: row.locale === 'en' ? 'en' : 'pl' });

/** False when the e-mail has an account already; decided by the unique key, so that two at once cannot both win. */
export const insertAccount = async (tx: GatewayTx, account: Account, now: Date): Promise<boolean> => {
  const inserted = await tx.kysely
    .insertInto('users')
    .values({ ...account, createdAt: now, updatedAt: now })
    .onConflict((conflict) => conflict.column('email').doNothing())
    .returning('id')
    .executeTakeFirst();
  return inserted !== undefined;
};

export const accountByEmail = async (tx: GatewayTx, email: string): Promise<Account | undefined> => {
  const row = await tx.kysely.selectFrom('users').select(columns).where('email', '=', email).executeTakeFirst();
  return row && accountOf(row);
};

export const accountById = async (tx: GatewayTx, id: string): Promise<Account | undefined> => {
  const row = await tx.kysely.selectFrom('users').select(columns).where('id', '=', id).executeTakeFirst();
  return row && accountOf(row);
};

export type AccountChanges = Readonly<{ name?: string | undefined; locale?: Locale | undefined; timeZone?: string | undefined }>;

export const updateAccount = async (
  tx: GatewayTx,
  id: string,
  { name, locale, timeZone }: AccountChanges,
  now: Date,
): Promise<Account | undefined> => {
  const changes = {
    ...(name === undefined ? {} : { name }),
    ...(locale === undefined ? {} : { locale }),
    ...(timeZone === undefined ? {} : { timeZone }),
  };
  const row = await tx.kysely
    .updateTable('users')
    .set({ ...changes, updatedAt: now })
    .where('id', '=', id)
    .returning(columns)
    .executeTakeFirst();
  return row && accountOf(row);
};

/** Holds the account until the unit ends: who signs in or sets a password meanwhile waits, and sees what was decided here. */
export const lockAccount = async (tx: GatewayTx, id: string): Promise<Account | undefined> => {
  const row = await tx.kysely.selectFrom('users').select(columns).where('id', '=', id).forUpdate().executeTakeFirst();
  return row && accountOf(row);
};

/** The hash as it is now, which nobody changes before the unit ends; several units may hold it so. */
export const heldPasswordHash = async (tx: GatewayTx, id: string): Promise<string | undefined> => {
  const row = await tx.kysely.selectFrom('users').select('passwordHash').where('id', '=', id).forKeyShare().executeTakeFirst();
  return row?.passwordHash;
};

export const savePassword = async (tx: GatewayTx, id: string, passwordHash: string, now: Date): Promise<void> => {
  await tx.kysely.updateTable('users').set({ passwordHash, updatedAt: now }).where('id', '=', id).execute();
};

export const proveAddress = async (tx: GatewayTx, id: string, now: Date): Promise<void> => {
  await tx.kysely.updateTable('users').set({ emailVerifiedAt: now, updatedAt: now }).where('id', '=', id).execute();
};

/** Granted by a command on the installation (tools/operate), never through the API. */
export const isOperator = async (tx: GatewayTx, userId: string): Promise<boolean> => {
  const row = await tx.kysely
    .selectFrom('operators')
    .select('userId')
    .where('userId', '=', userId)
    .where('revokedAt', 'is', null)
    .executeTakeFirst();
  return row !== undefined;
};
