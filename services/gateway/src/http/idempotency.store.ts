import type { Scope } from '@crm-gtd/shared/service/scope.ts';
import { sql } from 'kysely';
import type { GatewayDb } from '../db.ts';

export type StoredAnswer = Readonly<{ fingerprint: string; status: number | null; body: string | null; createdAt: Date }>;

/** Ours, for the first time or after somebody who left no answer; or what the first request left. */
export type Claim = Readonly<{ repeated: boolean }> | Readonly<{ stored: StoredAnswer }>;

export type KeyRef = Readonly<{ scope: Scope; key: string }>;

export const claimKey = (db: GatewayDb, { scope, key }: KeyRef, fingerprint: string, now: Date, staleBefore: Date): Promise<Claim> =>
  db.withTenant(scope, async (tx) => {
    const row = { organizationId: scope.organizationId, userId: scope.actorId, key, fingerprint, status: null, body: null, createdAt: now };
    const claimed = await tx.kysely
      .insertInto('idempotencyKeys')
      .values(row)
      // A process that died in the middle, or a day-old answer, leaves a row that nobody will use again.
      .onConflict((conflict) =>
        conflict
          .columns(['organizationId', 'userId', 'key'])
          .doUpdateSet(row)
          .where((where) =>
            where.or([
              where.and([where('idempotencyKeys.status', 'is', null), where('idempotencyKeys.createdAt', '<', staleBefore)]),
              where('idempotencyKeys.createdAt', '<', new Date(now.getTime() - 86_400_000)),
            ]),
          ),
      )
      // Of a row that this statement made anew, and not over another one, xmax is zero.
      .returning(sql<boolean>`xmax::text <> '0'`.as('repeated'))
      .executeTakeFirst();
    if (claimed) return claimed;
    const stored = await tx.kysely
      .selectFrom('idempotencyKeys')
      .select(['fingerprint', 'status', 'body', 'createdAt'])
      .where('organizationId', '=', scope.organizationId)
      .where('userId', '=', scope.actorId)
      .where('key', '=', key)
      .executeTakeFirstOrThrow();
    return { stored };
  });

export const keepAnswer = (
  db: GatewayDb,
  { scope, key }: KeyRef,
  answer: Readonly<{ status: number; body: string | null }>,
): Promise<void> =>
  db.withTenant(scope, async (tx) => {
    await tx.kysely
      .updateTable('idempotencyKeys')
      .set(answer)
      .where('organizationId', '=', scope.organizationId)
      .where('userId', '=', scope.actorId)
      .where('key', '=', key)
      .execute();
  });

/** So old that the next request takes the key at once; the row stays, for it says that somebody has tried. */
const longAgo = new Date(0);

export const releaseKey = (db: GatewayDb, { scope, key }: KeyRef): Promise<void> =>
  db.withTenant(scope, async (tx) => {
    await tx.kysely
      .updateTable('idempotencyKeys')
      .set({ createdAt: longAgo })
      .where('organizationId', '=', scope.organizationId)
      .where('userId', '=', scope.actorId)
      .where('key', '=', key)
      .where('status', 'is', null)
      .execute();
  });

/** The row policy lets exactly the rows older than a day go, of all organizations. */
export const deleteExpiredKeys = (db: GatewayDb): Promise<void> =>
  db.withoutTenant(async (tx) => {
    await tx.kysely.deleteFrom('idempotencyKeys').execute();
  });
