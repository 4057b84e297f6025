import { availableParallelism } from 'node:os';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import { plainPassword } from '@crm-gtd/shared/text/clean.ts';
import { hash, verify } from '@node-rs/bcrypt';

export type Passwords = Readonly<{
  hash(password: string): Promise<string>;
  /** Takes the same time whether there is a hash to compare with or not. */
  matches(password: string, stored: string | undefined): Promise<boolean>;
}>;

const maxBytes = 72;
const tooLong = (password: string): boolean => Buffer.byteLength(password, 'utf8') > maxBytes;

/**
 * Lets `width` run and `depth` wait; who comes after is turned away at once. A crowd of sign-ins must neither take all of
 * libuv's threads nor queue for minutes.
 */
export const gate = (width: number, depth: number) => {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= width) {
      if (waiting.length >= depth) throw new AppError('RATE_LIMITED', { limiter: 'login', retryAfter: 2 });
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
};

export const createPasswords = (rounds: number): Passwords => {
  const enter = gate(Math.max(1, Math.min(3, availableParallelism() - 1)), 40);
  const nobody = hash('nobody has this password', { cost: rounds });
  return {
    hash: (password) => enter(() => hash(plainPassword(password), { cost: rounds, rejectLongPasswords: true })),
    matches: async (password, stored) => {
      // Hashes of before the forms were made one are of what was typed: an account opened then still opens.
      for (const form of new Set([plainPassword(password), password])) {
        // Longer ones are compared too, for the time it takes, but never match: bcrypt would ignore what is behind byte 72.
        const equal = await enter(async () => verify(form, stored ?? (await nobody)));
        if (equal && stored !== undefined && !tooLong(form)) return true;
      }
      return false;
    },
  };
};
