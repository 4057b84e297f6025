import type { Locale } from '@crm-gtd/shared/contracts/gateway/identity.ts';
import { Role } from '@crm-gtd/shared/contracts/permissions.ts';
import type { Scope } from '@crm-gtd/shared/service/scope.ts';
import type { GatewayDb, GatewayTx } from '../db.ts';
import type { Entitlement } from '../entitlements/entitlement.ts';
import type { SessionState, TokenState } from './session.ts';

export type NewSession = Readonly<{ id: string; userId: string; organizationId: string; tokenHash: string }>;

export const insertSession = async (tx: GatewayTx, { id, userId, organizationId, tokenHash }: NewSession, now: Date): Promise<void> => {
  await Promise.all([
    tx.kysely.insertInto('sessions').values({ id, userId, currentOrg: organizationId, createdAt: now, usedAt: now }).execute(),
    tx.kysely.insertInto('refreshTokens').values({ hash: tokenHash, sessionId: id, createdAt: now }).execute(),
  ]);
};

export type SessionRef = Readonly<{ sessionId: string; userId: string; organizationId: string }>;

/** Whose token this is; nothing is locked and nothing decided. */
export const sessionOfToken = (tx: GatewayTx, tokenHash: string): Promise<SessionRef | undefined> =>
  tx.kysely
    .selectFrom('refreshTokens as t')
    .innerJoin('sessions as s', 's.id', 't.sessionId')
    .select(['s.id as sessionId', 's.userId', 's.currentOrg as organizationId'])
    .where('t.hash', '=', tokenHash)
    .executeTakeFirst();

export type LockedSession = Readonly<{ session: SessionState; token: TokenState }>;

/** The session's row is held until the unit ends: refreshes of one family decide one after the other. */
export const lockSession = async (tx: GatewayTx, sessionId: string, tokenHash: string): Promise<LockedSession | undefined> => {
  const session = await tx.kysely
    .selectFrom('sessions')
    .select(['createdAt', 'usedAt', 'endedAt'])
    .where('id', '=', sessionId)
    .forUpdate()
    .executeTakeFirst();
  // A second statement: it must see what the holder of the lock committed.
  const token = await tx.kysely.selectFrom('refreshTokens').select('replacedAt').where('hash', '=', tokenHash).executeTakeFirst();
  return session && token && { session, token };
};

export const rotateToken = async (
  tx: GatewayTx,
  sessionId: string,
  hashes: Readonly<{ old: string; next: string }>,
  now: Date,
): Promise<void> => {
  await Promise.all([
    tx.kysely.updateTable('refreshTokens').set({ replacedAt: now }).where('hash', '=', hashes.old).execute(),
    tx.kysely.insertInto('refreshTokens').values({ hash: hashes.next, sessionId, createdAt: now }).execute(),
  ]);
};

export const touchSession = async (tx: GatewayTx, sessionId: string, organizationId: string, now: Date): Promise<void> => {
  await tx.kysely.updateTable('sessions').set({ usedAt: now, currentOrg: organizationId }).where('id', '=', sessionId).execute();
};

/** False when it had ended before. */
export const endSession = async (tx: GatewayTx, sessionId: string, reason: string, now: Date): Promise<boolean> => {
  const ended = await tx.kysely
    .updateTable('sessions')
    .set({ endedAt: now, endReason: reason })
    .where('id', '=', sessionId)
    .where('endedAt', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return ended !== undefined;
};

export const openSessionsOf = (tx: GatewayTx, userId: string): Promise<SessionRef[]> =>
  tx.kysely
    .selectFrom('sessions')
    .select(['id as sessionId', 'userId', 'currentOrg as organizationId'])
    .where('userId', '=', userId)
    .where('endedAt', 'is', null)
    .execute();

/** Families nobody can use any more. */
export const deleteSessionsUnusedSince = async (tx: GatewayTx, before: Date): Promise<void> => {
  await tx.kysely.deleteFrom('sessions').where('usedAt', '<', before).execute();
};

/** What a person may do in an organization at this moment. */
export type AccessState = Readonly<{
  role: Role;
  timeZone: string;
  locale: Locale;
  operator: boolean;
  entitlement: Pick<Entitlement, 'plan' | 'access' | 'limits'> | undefined;
}>;

export type LoadAccess = (claims: SessionRef) => Promise<AccessState | undefined>;

const accessScope = ({ organizationId, userId, sessionId }: SessionRef): Scope => ({
  organizationId,
  actorId: userId,
  role: 'MEMBER',
  correlationId: sessionId,
  causationId: sessionId,
});

/** Undefined when the session has ended, the account is disabled, or the person is no member (any more). */
export const accessLoader =
  (db: GatewayDb): LoadAccess =>
  (claims) =>
    db.withTenant(accessScope(claims), async (tx) => {
      const row = await tx.kysely
        .selectFrom('memberships as m')
        .innerJoin('users as u', 'u.id', 'm.userId')
        .innerJoin('sessions as s', 's.userId', 'u.id')
        .leftJoin('entitlements as e', 'e.organizationId', 'm.organizationId')
        .leftJoin('operators as o', (join) => join.onRef('o.userId', '=', 'u.id').on('o.revokedAt', 'is', null))
        .select(['m.role', 'u.timeZone', 'u.locale', 'e.plan', 'e.access', 'e.limits', 'o.userId as operator'])
        .where('m.organizationId', '=', claims.organizationId)
        .where('m.userId', '=', claims.userId)
        .where('s.id', '=', claims.sessionId)
        .where('s.endedAt', 'is', null)
        .where('u.disabledAt', 'is', null)
        .executeTakeFirst();
      if (!row) return undefined;
      return {
        role: Role.parse(row.role),
        timeZone: row.timeZone,
        locale: row.locale === 'en' ? 'en' : 'pl',
        operator: row.operator !== null,
        entitlement:
          row.plan === null
            ? undefined
            : {
                plan: row.plan,
                access: row.access as Entitlement['access'],
                limits: row.limits as Entitlement['limits'],
              },
      };
    });
