import type { ClosedMonth } from '@crm-gtd/shared/contracts/crm/deals.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import { sumOf } from './deal-sums.ts';

/** One month's deals of one outcome in one currency. */
export type ClosedRow = Readonly<{ month: string; status: string; currency: string; deals: number; amount: number; beyond: boolean }>;

/** `2026-11`; the months of one page end before this one. */
export function readMonthCursor(cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined;
  const month = Buffer.from(cursor, 'base64url').toString('utf8');
  if (/^[0-9]{4}-(0[1-9]|1[0-2])$/.test(month) && month >= '0001-01') return month;
  throw new AppError('REQUEST_INVALID', { errors: [{ path: 'cursor', code: 'malformed', message: 'Not a cursor of this list' }] });
}

export const writeMonthCursor = (month: string): string => Buffer.from(month, 'utf8').toString('base64url');

const totalOf = (rows: readonly ClosedRow[], status: string): ClosedMonth['won'] => {
  const own = rows.filter((row) => row.status === status);
  return {
    count: own.reduce((sum, { deals }) => sum + deals, 0),
    sums: own.map(sumOf),
  };
};

/** Rows come newest month first. */
export function monthsFrom(rows: readonly ClosedRow[]): ClosedMonth[] {
  const months = [...new Set(rows.map(({ month }) => month))];
  return months.map((month) => {
    const own = rows.filter((row) => row.month === month);
    return { month, won: totalOf(own, 'won'), lost: totalOf(own, 'lost') };
  });
}
