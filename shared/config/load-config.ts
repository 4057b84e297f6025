import { readFileSync } from 'node:fs';
import type { z } from 'zod';

export type Env = Readonly<Record<string, string | undefined>>;

/** Names every bad key, never a value: values may be secrets. `exitCode` 78 is sysexits' EX_CONFIG. */
export class ConfigError extends Error {
  readonly exitCode = 78;
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`Configuration: ${problems.join('; ')}`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

const readSecretFile = (key: string, path: string): string => {
  try {
    return readFileSync(path, 'utf8').trimEnd();
  } catch (error) {
    throw new ConfigError([`${key}_FILE cannot be read (${error instanceof Error && 'code' in error ? String(error.code) : 'unknown'})`]);
  }
};

/** `X_FILE` names a file that holds X; an empty value counts as not given. */
const valueOf = (key: string, env: Env): string | undefined => {
  const path = env[`${key}_FILE`];
  if (path) return readSecretFile(key, path);
  return env[key] === '' ? undefined : env[key];
};

/** Reads the schema's keys from `env`; all faults are reported at once, before anything connects. */
export const loadConfig = <T extends z.ZodObject>(schema: T, env: Env): z.output<T> => {
  const raw = Object.fromEntries(Object.keys(schema.shape).map((key) => [key, valueOf(key, env)]));
  const result = schema.safeParse(raw);
  if (result.success) return result.data;
  const keys = result.error.issues.map((issue) => `${String(issue.path[0] ?? '')}: ${issue.code}`);
  throw new ConfigError([...new Set(keys)]);
};
