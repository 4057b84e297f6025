import type { Env } from './load-config.ts';

/** The one place shared code reads the process environment from. */
export const processEnv: Env = process.env;

/** What the image was built as. */
export const serviceVersion = processEnv['SERVICE_VERSION'] ?? '0.1.0';
