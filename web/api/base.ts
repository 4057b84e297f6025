/** Where nginx, or the gateway itself, serves the app and the API. */
export const appBase = '/crm';
export const apiBase = `${appBase}/api/v1`;
