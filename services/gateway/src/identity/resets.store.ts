import type { GatewayTx } from '../db.ts';

export type Reset = Readonly<{ userId: string; email: string; name: string; expiresAt: Date }>;

const usable = (tx: GatewayTx, tokenHash: string, now: Date) =>
  tx.kysely
    .selectFrom('passwordResets as r')
    .innerJoin('users as u', 'u.id', 'r.userId')
    .select(['r.userId', 'u.email', 'u.name', 'r.expiresAt'])
    .where('r.hash', '=', tokenHash)
    .where('r.usedAt', 'is', null)
    .where('r.expiresAt', '>', now)
    .where('u.disabledAt', 'is', null);

export const findReset = (tx: GatewayTx, tokenHash: string, now: Date): Promise<Reset | undefined> =>
  usable(tx, tokenHash, now).executeTakeFirst();

export const insertReset = async (
  tx: GatewayTx,
  { hash, userId, createdAt, expiresAt }: Readonly<{ hash: string; userId: string; createdAt: Date; expiresAt: Date }>,
): Promise<void> => {
  await tx.kysely.insertInto('passwordResets').values({ hash, userId, createdAt, expiresAt }).execute();
};

/** Every link of the account, used or replaced: none works any more. */
export const closeResets = async (tx: GatewayTx, userId: string, now: Date): Promise<void> => {
  await tx.kysely.updateTable('passwordResets').set({ usedAt: now }).where('userId', '=', userId).where('usedAt', 'is', null).execute();
};

export const deleteResetsBefore = async (tx: GatewayTx, before: Date): Promise<void> => {
  await tx.kysely.deleteFrom('passwordResets').where('expiresAt', '<', before).execute();
};
