import type { Env } from './load-config.ts';

/** The one place shared code reads the process environment from. */
export const processEnv: Env = process.env;
