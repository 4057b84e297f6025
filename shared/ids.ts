import { v5, v7, validate } from 'uuid';
import { systemClock } from './clock.ts';

const idBytes = 16;
const pool = new Uint8Array(idBytes * 128);
let used = pool.length;

/** To ask the system for random bytes costs more than all the rest of an id, so they are fetched for many ids at once. */
const randomBytes = (): Uint8Array => {
  if (used === pool.length) {
    crypto.getRandomValues(pool);
    used = 0;
  }
  used += idBytes;
  return pool.subarray(used - idBytes, used);
};

const last = { msecs: Number.NEGATIVE_INFINITY, seq: 0 };

/** Time-ordered, within a millisecond too, so that primary keys insert at the right edge of their index. */
export const newId = (): string => {
  const random = randomBytes();
  const now = systemClock.now().getTime();
  if (now > last.msecs) {
    last.msecs = now;
    last.seq = new DataView(random.buffer, random.byteOffset).getUint32(0) >>> 1;
  } else {
    last.seq = (last.seq + 1) | 0;
    if (last.seq === 0) last.msecs += 1;
  }
  return v7({ random, ...last });
};

/** The same name gives the same id: the key of an effect that must happen once (a default row, a reaction to one event). */
export const deterministicId = (namespace: string, name: string): string => v5(name, namespace);

export const isId = (value: unknown): value is string => typeof value === 'string' && validate(value);
