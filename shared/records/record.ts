import { AppError } from '../errors/app-error.ts';
import type { ErrorCode } from '../errors/codes.ts';

/** What every record has in common, in whatever service; the rules below are the same for all of them. */
export type RecordState = Readonly<{ id: string; version: number; updatedAt: string; deletedAt: string | null }>;

/** The trash keeps a deleted record this long. */
export const TRASH_DAYS = 30;

/** A deleted record is not found, exactly like one that never was. */
export function requireLive<S extends RecordState>(state: S, notFound: ErrorCode): S {
  if (state.deletedAt !== null) throw new AppError(notFound);
  return state;
}

/** Without an expected version the last writer wins, knowingly. */
export function requireVersion<S extends RecordState>(state: S, expected: number | undefined): S {
  if (expected !== undefined && expected !== state.version) {
    const { deletedAt: _, ...current } = state;
    throw new AppError('VERSION_STALE', { current });
  }
  return state;
}

export function requireRestorable<S extends RecordState>(state: S, now: Date, notFound: ErrorCode): S {
  const age = state.deletedAt === null ? 0 : now.getTime() - Date.parse(state.deletedAt);
  if (age > TRASH_DAYS * 86_400_000) throw new AppError(notFound);
  return state;
}

/** The fields of `patch` that are given and differ. Values are what JSON can say. */
export function changedFields<S extends object>(state: S, patch: Partial<S>): (keyof S & string)[] {
  return (Object.keys(patch) as (keyof S & string)[]).filter(
    (field) => patch[field] !== undefined && JSON.stringify(patch[field]) !== JSON.stringify(state[field]),
  );
}

export function pick<S extends object, K extends keyof S>(state: S, fields: readonly K[]): Pick<S, K> {
  return Object.fromEntries(fields.map((field) => [field, state[field]])) as Pick<S, K>;
}
