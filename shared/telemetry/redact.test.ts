import { expect, test } from '@jest/globals';
import { redact } from './redact.ts';

test('keys that name a secret hide whatever they hold', () => {
  expect(redact({ password: 1, accessToken: 'x', nested: { api_key: ['a'], nip: '123', userEmail: 'q' } })).toEqual({
    password: '[redacted]',
    accessToken: '[redacted]',
    nested: { api_key: '[redacted]', nip: '[redacted]', userEmail: '[redacted]' },
  });
});

test.each([
  ['a JWT', 'got eyJhbGciOi.eyJzdWIiOi.c2lnbmF0dXJl here', 'got [redacted] here'],
  ['a bearer token', 'Authorization was bEaReR abc.def', 'Authorization was [redacted]'],
  ['a card number', 'paid with 4242 4242 4242 4242', 'paid with [redacted]'],
  ['credentials in a url', 'postgres://crm:geheim@host/db', 'postgres://[redacted]@host/db'],
  ['an address', 'to anna.nowak@firma.pl', 'to [redacted]'],
])('%s is masked in any value', (_what, text, masked) => {
  expect(redact({ text, list: [text], deeper: { text } })).toEqual({ text: masked, list: [masked], deeper: { text: masked } });
});

test('ordinary fields pass as they are, our own ids too however many digits they begin with', () => {
  const fields = {
    route: '/api/v1/contacts/{contactId}',
    status: 200,
    duration_ms: 1.25,
    id: '01234567-8901-7234-8567-890123456789',
    missing: null,
  };
  expect(redact(fields)).toEqual(fields);
});

test('depth and length have an end', () => {
  let deep: unknown = 'x';
  for (let i = 0; i < 20; i += 1) deep = { deep };
  expect(JSON.stringify(redact({ deep }))).toContain('[deep]');
  expect(redact({ list: Array.from({ length: 60 }, () => 1) })['list']).toHaveLength(50);
});
