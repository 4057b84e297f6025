import { createHash } from 'node:crypto';
import type { Clock } from '@crm-gtd/shared/clock.ts';
import { AppError, isAppError } from '@crm-gtd/shared/errors/app-error.ts';
import type { ErrorCode } from '@crm-gtd/shared/errors/codes.ts';
import { statusOf } from '@crm-gtd/shared/errors/status.ts';
import { deterministicId } from '@crm-gtd/shared/ids.ts';
import type { FailAt } from '@crm-gtd/shared/messaging/failpoint.ts';
import type { Command, Scope } from '@crm-gtd/shared/service/scope.ts';
import type { GatewayDb } from '../db.ts';
import { type Claim, claimKey, type KeyRef, keepAnswer, releaseKey, type StoredAnswer } from './idempotency.store.ts';

export type Answer = Readonly<{ status: number; body: string }>;
export type Outcome = Readonly<{ answer: Answer; replayed: boolean }>;

/** Beyond what the call itself may take: who holds a key for longer has died. */
const graceMs = 1_000;

export type Keyed = Readonly<{
  scope: Scope;
  key: string;
  fingerprint: string;
  holdMs: number;
  /** The answer is given once: that it was given is kept, what it said is not. */
  secret?: boolean;
}>;

/** A limit passes; and what was refused for its form was never a command: neither may fill the table, and the key stays free for the mended one. */
const unkept: ReadonlySet<string> = new Set<ErrorCode>(['RATE_LIMITED', 'REQUEST_INVALID', 'BODY_TOO_LARGE']);

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
  if (status < 400 && body === null) throw new AppError('IDEMPOTENCY_SECRET', { replayed: true });
  if (status < 400) return { answer: { status, body: body ?? '' }, replayed: true };
  const { code, details } = JSON.parse(body ?? '{}') as { code: never; details: object };
  throw new AppError(code, { ...details, replayed: true });
};

/** The same for every repetition: under this id the services know what they did already. */
const commandOf = ({ scope, key, fingerprint }: Keyed, repeated: boolean): Command => ({
  id: deterministicId(scope.organizationId, `${scope.actorId} ${key} ${fingerprint}`),
  repeated,
});

/**
 * The first request with a key runs and its answer is kept for a day, refusals too: the same request gets the same answer.
 * A fault of ours (5xx) is not kept, since a repetition is just what it calls for. Whether the work was done nobody knows then,
 * nor when this process dies with a key in its hands: the services do, by the command's id.
 */
export const idempotency = (db: GatewayDb, clock: Clock, failAt: FailAt = () => undefined) => {
  const keepRefusal = async (ref: KeyRef, error: unknown): Promise<void> => {
    if (isAppError(error) && statusOf(error.code) < 500 && !unkept.has(error.code)) {
      await keepAnswer(db, ref, { status: statusOf(error.code), body: JSON.stringify({ code: error.code, details: error.details }) });
    } else await releaseKey(db, ref);
  };
  return async (keyed: Keyed, work: (command: Command) => Promise<Answer>): Promise<Outcome> => {
    const { scope, key, fingerprint, holdMs, secret = false } = keyed;
    const ref = { scope, key };
    const now = clock.now();
    const claim: Claim = await claimKey(db, ref, fingerprint, now, new Date(now.getTime() - holdMs - graceMs));
    if ('stored' in claim) return earlier(claim.stored, fingerprint);
    try {
      const answer = await work(commandOf(keyed, claim.repeated));
      failAt('http.beforeKeep');
      await keepAnswer(db, ref, secret ? { status: answer.status, body: null } : answer);
      return { answer, replayed: false };
    } catch (error) {
      await keepRefusal(ref, error);
      throw error;
    }
  };
};

export type Idempotency = ReturnType<typeof idempotency>;
