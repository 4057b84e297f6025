import { createHmac, timingSafeEqual } from 'node:crypto';

const toleranceSeconds = 300;

const digest = (secret: string, seconds: number, rawBody: string): string =>
  createHmac('sha256', secret).update(`${seconds}.${rawBody}`).digest('hex');

/** `t=<unix seconds>,v1=<hex>` over `<t>.<raw body>`, the form Stripe uses. */
export const signWebhook = (secret: string, rawBody: string, now: Date): string => {
  const seconds = Math.floor(now.getTime() / 1_000);
  return `t=${seconds},v1=${digest(secret, seconds, rawBody)}`;
};

/** By bytes: a letter may have several, and buffers of unequal length are an error of their own. */
const equal = (given: string, expected: string): boolean => {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
};

/** Any of several `v1` may fit, and any of several secrets: both happen while a secret is being changed. */
export const webhookFits = (secrets: readonly string[], rawBody: string, signature: string, now: Date): boolean => {
  const parts = signature.split(',').map((part) => part.trim().split('=') as [string, string | undefined]);
  const seconds = Number(parts.find(([key]) => key === 't')?.[1]);
  if (!Number.isInteger(seconds) || Math.abs(now.getTime() / 1_000 - seconds) > toleranceSeconds) return false;
  const given = parts.filter(([key]) => key === 'v1').map(([, value]) => value ?? '');
  return given.some((value) => secrets.some((secret) => equal(value, digest(secret, seconds, rawBody))));
};
