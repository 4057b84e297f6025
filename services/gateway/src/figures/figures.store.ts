import { addDays } from '@crm-gtd/shared/clock.ts';
import type { GatewayDb } from '../db.ts';

export type Figures = Readonly<{
  organizations: readonly Readonly<{ plan: string | null; trial: boolean; organizations: number }>[];
  sessions: number;
  users: Readonly<Record<'1d' | '7d' | '30d', number>>;
}>;

/** Over all organizations: sessions belong to none, and of organizations a function tells numbers by plan. */
export const readFigures = (db: GatewayDb, now: Date, idleDays: number): Promise<Figures> =>
  db.withoutTenant(async (tx) => {
    const since = (days: number): Date => addDays(now, -days);
    const usersSince = async (days: number): Promise<number> =>
      Number(
        (
          await tx.kysely
            .selectFrom('sessions')
            .select((q) => q.fn.count('userId').distinct().as('users'))
            .where('usedAt', '>', since(days))
            .executeTakeFirstOrThrow()
        ).users,
      );
    const sessions = tx.kysely
      .selectFrom('sessions')
      .select((q) => q.fn.countAll().as('sessions'))
      .where('endedAt', 'is', null)
      .where('usedAt', '>', since(idleDays))
      .executeTakeFirstOrThrow();
    const [organizations, open, day, week, month] = await Promise.all([
      tx.sql<Figures['organizations'][number]>('select plan, trial, organizations from organization_figures()'),
      sessions,
      usersSince(1),
      usersSince(7),
      usersSince(30),
    ]);
    return { organizations, sessions: Number(open.sessions), users: { '1d': day, '7d': week, '30d': month } };
  });
