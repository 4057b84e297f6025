import { basePath } from '../config.ts';

/** Where nginx, or the gateway itself, serves the app and the API. */
export const appBase = basePath;
export const apiBase = `${appBase}/api/v1`;
