import { createHash } from 'node:crypto';
import type { Clock } from '@crm-gtd/shared/clock.ts';
import { AppError, isAppError } from '@crm-gtd/shared/errors/app-error.ts';
import type { Scope } from '@crm-gtd/shared/service/scope.ts';
import type { GatewayDb } from '../db.ts';
import { claimKey, type KeyRef, keepAnswer, releaseKey, type StoredAnswer } from './idempotency.store.ts';
import { statusOf } from './problem.ts';

export type Answer = Readonly<{ status: number; body: string }>;
export type Outcome = Readonly<{ answer: Answer; replayed: boolean }>;

/** Longer than any route may take: who holds a key for longer has died. */
const staleMs = 60_000;

export const keyOf = (header: string | string[] | undefined): string | undefined => {
  if (header === undefined) return undefined;
  if (typeof header === 'string' && /^[\x21-\x7e]{1,200}$/.test(header)) return header;
  throw new AppError('REQUEST_INVALID', { errors: [{ path: 'Idempotency-Key', code: 'malformed', message: 'malformed' }] });
};

export const fingerprintOf = (parts: Readonly<{ method: string; url: string; ifMatch: string; body: Buffer }>): string =>
  createHash('sha256').update(`${parts.method} ${parts.url}\n${parts.ifMatch}\n`).update(parts.body).digest('base64url');

const earlier = ({ fingerprint, status, body }: StoredAnswer, wanted: string): Outcome => {
  if (fingerprint !== wanted) throw new AppError('IDEMPOTENCY_KEY_REUSED');
  if (status === null) throw new AppError('IDEMPOTENCY_IN_PROGRESS', { retryAfter: 1 });
  if (status < 400) return { answer: { status, body: body ?? '' }, replayed: true };
  const { code, details } = JSON.parse(body ?? '{}') as { code: never; details: object };
  throw new AppError(code, { ...details, replayed: true });
};

/**
 * The first request with a key runs and its answer is kept for a day, refusals too: the same request gets the same answer.
 * A fault of ours (5xx) is not kept, since a repetition is just what it calls for.
 */
export const idempotency = (db: GatewayDb, clock: Clock) => {
  const keepRefusal = async (ref: KeyRef, error: unknown): Promise<void> => {
    if (isAppError(error) && statusOf(error.code) < 500 && error.code !== 'RATE_LIMITED') {
      await keepAnswer(db, ref, { status: statusOf(error.code), body: JSON.stringify({ code: error.code, details: error.details }) });
    } else await releaseKey(db, ref);
  };
  return async (scope: Scope, key: string, fingerprint: string, work: () => Promise<Answer>): Promise<Outcome> => {
    const ref = { scope, key };
    const now = clock.now();
    const stored = await claimKey(db, ref, fingerprint, now, new Date(now.getTime() - staleMs));
    if (stored) return earlier(stored, fingerprint);
    try {
      const answer = await work();
      await keepAnswer(db, ref, answer);
      return { answer, replayed: false };
    } catch (error) {
      await keepRefusal(ref, error);
      throw error;
    }
  };
};

export type Idempotency = ReturnType<typeof idempotency>;
