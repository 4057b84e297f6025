import { setTimeout as delay } from 'node:timers/promises';
import type { Outcome } from './history.ts';

/** The answer to a write after all its attempts. */
export type Settled = Readonly<{ outcome: Outcome; attempts: number; body: Record<string, unknown>; last: string }>;

/** What a client may count on while something is down; anything else in an answer is a fault of the product. */
export type Breach = Readonly<{ what: string; answer: string }>;

export type Wire = Readonly<{
  write(token: string, path: string, key: string, body: unknown): Promise<Settled>;
  /** Milliseconds of a good answer, undefined for a bad one. */
  probe(token: string, method: string, path: string, body?: unknown): Promise<number | undefined>;
  breaches(): readonly Breach[];
  /** Repeated requests whose first try had done its work without saying so. */
  replays(): number;
}>;

const ATTEMPT_MS = 8_000;
const MOST_ATTEMPTS = 40;
const PATIENCE_MS = 25_000;

type Answer = Readonly<{ status: number; type: string; retryAfter: string | null; replayed: boolean; text: string }>;

/** The public API as a careful client uses it: every write has a key, and is repeated with the same key until it is answered. */
export function wire(url: string): Wire {
  const breaches: Breach[] = [];
  let replays = 0;
  const send = async (token: string, method: string, path: string, body: unknown, key?: string): Promise<Answer | undefined> => {
    try {
      const response = await fetch(`${url}/api/v1${path}`, {
        method,
        signal: AbortSignal.timeout(ATTEMPT_MS),
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...(key ? { 'idempotency-key': key } : {}) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const { status, headers } = response;
      const read = { type: headers.get('content-type') ?? '', retryAfter: headers.get('retry-after') };
      return { status, ...read, replayed: headers.has('idempotent-replayed'), text: await response.text() };
    } catch {
      // The connection broke or nobody listens: the one fault that has no problem document.
      return undefined;
    }
  };
  const check = (answer: Answer): void => {
    const { status, type, retryAfter, text } = answer;
    const said = `${status} ${type} ${text.slice(0, 200)}`;
    if (status >= 400 && !type.startsWith('application/problem+json')) breaches.push({ what: 'not a problem document', answer: said });
    if (status >= 500 && status !== 503) breaches.push({ what: 'a fault that is not 503', answer: said });
    if (status === 503 && retryAfter === null) breaches.push({ what: '503 without Retry-After', answer: said });
  };
  const write: Wire['write'] = async (token, path, key, body) => {
    const deadline = performance.now() + PATIENCE_MS;
    let last = 'no answer';
    for (let attempts = 1; ; attempts += 1) {
      const answer = await send(token, 'POST', path, body, key);
      if (answer) check(answer);
      if (answer && isFinal(answer)) {
        if (answer.replayed) replays += 1;
        const parsed = JSON.parse(answer.text || '{}') as Record<string, unknown>;
        return {
          outcome: answer.status < 400 ? 'ok' : 'refused',
          attempts,
          body: parsed,
          last: `${answer.status} ${answer.text.slice(0, 200)}`,
        };
      }
      last = answer ? `${answer.status} ${answer.text.slice(0, 200)}` : 'no answer';
      if (attempts === MOST_ATTEMPTS || performance.now() > deadline) return { outcome: 'unknown', attempts, body: {}, last };
      await delay(answer ? 250 : 100);
    }
  };
  const probe: Wire['probe'] = async (token, method, path, body) => {
    const started = performance.now();
    const answer = await send(token, method, path, body);
    if (answer) check(answer);
    return answer && answer.status < 400 ? performance.now() - started : undefined;
  };
  return { write, probe, breaches: () => breaches, replays: () => replays };
}

/** "Still running" and "too many" ask for another try, as a 5xx does. */
function isFinal({ status, text }: Answer): boolean {
  if (status >= 500 || status === 429) return false;
  return !(status === 409 && text.includes('IDEMPOTENCY_IN_PROGRESS'));
}
