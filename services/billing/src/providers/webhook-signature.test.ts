import { describe, expect, test } from '@jest/globals';
import { signWebhook, webhookFits } from './webhook-signature.ts';

const now = new Date('2026-11-22T10:00:00Z');
const body = '{"id":"evt_1"}';
const signature = signWebhook('secret', body, now);
const after = (seconds: number): Date => new Date(now.getTime() + seconds * 1_000);

describe('webhook signature', () => {
  test.each([
    ['its own', signature, body, now, true],
    ['4 min 59 s old', signature, body, after(299), true],
    ['301 s old', signature, body, after(301), false],
    ['10 min in the future', signWebhook('secret', body, after(600)), body, now, false],
    ['another body', signature, '{"id":"evt_2"}', now, false],
    ['another secret', signWebhook('other', body, now), body, now, false],
    ['v0 only', signature.replace('v1=', 'v0='), body, now, false],
    ['empty', '', body, now, false],
    ['no time', signature.replace(/t=\d+,/, ''), body, now, false],
    ['F16: as many letters, more bytes', `${signature.slice(0, -64)}${'é'.repeat(64)}`, body, now, false],
    ['F16: a letter of two bytes at the end', `${signature.slice(0, -1)}é`, body, now, false],
    ['a cut digest', signature.slice(0, -1), body, now, false],
  ] as const)('%s: %#', (_title, given, rawBody, when, fits) => {
    expect(webhookFits(['secret'], rawBody, given, when)).toBe(fits);
  });

  test('fits the old and the new secret while one replaces the other', () => {
    expect(webhookFits(['new', 'secret'], body, signature, now)).toBe(true);
    expect(webhookFits(['new'], body, signature, now)).toBe(false);
  });
});
