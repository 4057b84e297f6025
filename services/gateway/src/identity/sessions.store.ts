import type { Locale } from '@crm-gtd/shared/contracts/gateway/identity.ts';
import { Role } from '@crm-gtd/shared/contracts/permissions.ts';
import type { Scope } from '@crm-gtd/shared/service/scope.ts';
import type { GatewayDb, GatewayTx } from '../db.ts';
import type { Entitlement } from '../entitlements/entitlement.ts';
import type { AccessClaims } from './access-tokens.ts';
import type { Device } from './device.ts';
import type { SessionState, TokenState } from './session.ts';

/** `organizationId` is null for an account that belongs to none. */
export type SessionRef = Readonly<{ sessionId: string; userId: string; organizationId: string | null }>;

/** `startedAt`: of the family's first session, when this one goes on in another organization; a move makes no life longer. */
export type NewSession = SessionRef & Readonly<{ tokenHash: string; device: Device; startedAt?: Date }>;

export const insertSession = async (tx: GatewayTx, session: NewSession, now: Date): Promise<void> => {
  const { sessionId: id, userId, organizationId: currentOrg, tokenHash, device, startedAt = now } = session;
  await Promise.all([
    tx.kysely
      .insertInto('sessions')
      .values({ id, userId, currentOrg, createdAt: startedAt, usedAt: now, ...device })
      .execute(),
    tx.kysely.insertInto('refreshTokens').values({ hash: tokenHash, sessionId: id, createdAt: now }).execute(),
  ]);
};

export type FoundSession = SessionRef & Readonly<{ state: SessionState; token: TokenState }>;

/** Whose token this is; nothing is locked and nothing decided. */
export const sessionOfToken = async (tx: GatewayTx, tokenHash: string): Promise<FoundSession | undefined> => {
  const row = await tx.kysely
    .selectFrom('refreshTokens as t')
    .innerJoin('sessions as s', 's.id', 't.sessionId')
    .select(['s.id as sessionId', 's.userId', 's.currentOrg as organizationId', 's.createdAt', 's.usedAt', 's.endedAt', 's.replacedBy'])
    .select('t.replacedAt')
    .where('t.hash', '=', tokenHash)
    .executeTakeFirst();
  if (!row) return undefined;
  const { sessionId, userId, organizationId, replacedAt, ...state } = row;
  return { sessionId, userId, organizationId, state, token: { replacedAt } };
};

export type LockedSession = Readonly<{ session: SessionState; token: TokenState }>;

/** The session's row is held until the unit ends: refreshes of one family decide one after the other. */
export const lockSession = async (tx: GatewayTx, sessionId: string, tokenHash: string): Promise<LockedSession | undefined> => {
  const session = await tx.kysely
    .selectFrom('sessions')
    .select(['createdAt', 'usedAt', 'endedAt', 'replacedBy'])
    .where('id', '=', sessionId)
    .forUpdate()
    .executeTakeFirst();
  // A second statement: it must see what the holder of the lock committed.
  const token = await tx.kysely.selectFrom('refreshTokens').select('replacedAt').where('hash', '=', tokenHash).executeTakeFirst();
  return session && token && { session, token };
};

export const markReplaced = async (tx: GatewayTx, tokenHash: string, now: Date): Promise<void> => {
  await tx.kysely.updateTable('refreshTokens').set({ replacedAt: now }).where('hash', '=', tokenHash).execute();
};

export const rotateToken = async (
  tx: GatewayTx,
  sessionId: string,
  hashes: Readonly<{ old: string; next: string }>,
  now: Date,
): Promise<void> => {
  await Promise.all([
    markReplaced(tx, hashes.old, now),
    tx.kysely.insertInto('refreshTokens').values({ hash: hashes.next, sessionId, createdAt: now }).execute(),
    tx.kysely.updateTable('sessions').set({ usedAt: now }).where('id', '=', sessionId).execute(),
  ]);
};

export type End = Readonly<{ reason: string; replacedBy?: string }>;

/** False when it had ended before. */
export const endSession = async (tx: GatewayTx, sessionId: string, { reason, replacedBy }: End, now: Date): Promise<boolean> => {
  const ended = await tx.kysely
    .updateTable('sessions')
    .set({ endedAt: now, endReason: reason, ...(replacedBy ? { replacedBy } : {}) })
    .where('id', '=', sessionId)
    .where('endedAt', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return ended !== undefined;
};

const refColumns = ['id as sessionId', 'userId', 'currentOrg as organizationId'] as const;

/** The session a family goes on in: the end of the chain that moves between organizations make. */
export const lastOfFamily = async (tx: GatewayTx, sessionId: string): Promise<SessionRef | undefined> => {
  const [row] = await tx.sql<{ session: string; person: string; organization: string | null }>(
    `with recursive family as (
       select id, user_id, current_org, replaced_by from sessions where id = $1
       union select s.id, s.user_id, s.current_org, s.replaced_by from sessions s join family f on s.id = f.replaced_by
     ) select id as session, user_id as person, current_org as organization from family where replaced_by is null`,
    [sessionId],
  );
  return row && { sessionId: row.session, userId: row.person, organizationId: row.organization };
};

/** One's own open sessions, all or all but one, or one alone. */
export type Which = Readonly<{ except?: string | undefined; only?: string | undefined }>;

export const endSessionsOf = (tx: GatewayTx, userId: string, { except, only }: Which, reason: string, now: Date): Promise<SessionRef[]> =>
  tx.kysely
    .updateTable('sessions')
    .set({ endedAt: now, endReason: reason })
    .where('userId', '=', userId)
    .where('endedAt', 'is', null)
    .$if(except !== undefined, (query) => query.where('id', '!=', except as string))
    .$if(only !== undefined, (query) => query.where('id', '=', only as string))
    .returning(refColumns)
    .execute();

export type OpenSession = Readonly<{ id: string; createdAt: Date; usedAt: Date }> & Device;

export const openSessionsOf = (tx: GatewayTx, userId: string, since: Readonly<{ usedAt: Date; createdAt: Date }>): Promise<OpenSession[]> =>
  tx.kysely
    .selectFrom('sessions')
    .select(['id', 'createdAt', 'usedAt', 'browser', 'system'])
    .where('userId', '=', userId)
    .where('endedAt', 'is', null)
    .where('usedAt', '>=', since.usedAt)
    .where('createdAt', '>=', since.createdAt)
    .orderBy('usedAt', 'desc')
    .orderBy('id')
    .limit(100)
    .execute();

/** Families nobody can use any more. */
export const deleteSessionsUnusedSince = async (tx: GatewayTx, before: Date): Promise<void> => {
  await tx.kysely.deleteFrom('sessions').where('usedAt', '<', before).execute();
};

/** What a person may do in an organization at this moment; no role when he is not, or no longer, its member. */
export type AccessState = Readonly<{
  role: Role | undefined;
  timeZone: string;
  locale: Locale;
  operator: boolean;
  entitlement: Pick<Entitlement, 'plan' | 'access' | 'limits'> | undefined;
}>;

export type LoadAccess = (claims: Omit<AccessClaims, 'expiresAtMs'>) => Promise<AccessState | undefined>;

const accessScope = ({ organizationId, userId, sessionId }: Omit<AccessClaims, 'expiresAtMs'>): Scope => ({
  organizationId: organizationId ?? userId,
  actorId: userId,
  role: 'MEMBER',
  correlationId: sessionId,
  causationId: sessionId,
});

const entitlementOf = (row: Readonly<{ plan: string | null; access: string | null; limits: unknown }>): AccessState['entitlement'] =>
  row.plan === null
    ? undefined
    : { plan: row.plan, access: row.access as Entitlement['access'], limits: row.limits as Entitlement['limits'] };

/** Undefined when the session has ended, is in another organization by now, or the account is disabled. */
export const accessLoader =
  (db: GatewayDb): LoadAccess =>
  (claims) =>
    db.withTenant(accessScope(claims), async (tx) => {
      const { organizationId } = tx.scope;
      const row = await tx.kysely
        .selectFrom('users as u')
        .innerJoin('sessions as s', 's.userId', 'u.id')
        .leftJoin('memberships as m', (join) => join.onRef('m.userId', '=', 'u.id').on('m.organizationId', '=', organizationId))
        .leftJoin('entitlements as e', (join) => join.on('e.organizationId', '=', organizationId))
        .leftJoin('operators as o', (join) => join.onRef('o.userId', '=', 'u.id').on('o.revokedAt', 'is', null))
        .select(['m.role', 'u.timeZone', 'u.locale', 'e.plan', 'e.access', 'e.limits', 'o.userId as operator'])
        .where('u.id', '=', claims.userId)
        .where('s.id', '=', claims.sessionId)
        .where('s.currentOrg', claims.organizationId ? '=' : 'is', claims.organizationId ?? null)
        .where('s.endedAt', 'is', null)
        .where('u.disabledAt', 'is', null)
        .executeTakeFirst();
      if (!row) return undefined;
      return {
        role: row.role === null ? undefined : Role.parse(row.role),
        timeZone: row.timeZone,
        locale: row.locale === 'en' ? 'en' : 'pl',
        operator: row.operator !== null,
        entitlement: entitlementOf(row),
      };
    });
