import type { GtdDb } from './db.ts';

export type GtdFigures = Readonly<{ inboxOpen: number; tasksOverdue: number }>;

/** Over all organizations. */
export const gtdFigures = async (db: GtdDb, today: string): Promise<GtdFigures> => {
  const [row] = await db.withoutTenant((tx) =>
    tx.lastly(() =>
      tx.sql<{ inbox_open: number; tasks_overdue: number }>('select inbox_open, tasks_overdue from gtd_figures($1)', [today]),
    ),
  );
  return { inboxOpen: row?.inbox_open ?? 0, tasksOverdue: row?.tasks_overdue ?? 0 };
};
