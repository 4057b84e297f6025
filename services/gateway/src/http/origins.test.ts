import { describe, expect, test } from '@jest/globals';
import { originRules } from './origins.ts';

describe('F18: an origin', () => {
  const rules = originRules({ publicUrl: 'https://crm.example.pl/crm', extra: ['https://app.example'] });
  test.each([
    ['https://crm.example.pl', true],
    ['https://app.example', true],
    ['http://crm.example.pl', false],
    ['ftp://crm.example.pl', false],
    ['https://crm.example.pl:8443', false],
    ['https://crm.example.pl.evil.example', false],
    ['https://evil.example', false],
    ['null', false],
    ['', false],
  ])('%s: %s', (origin, allowed) => {
    expect(rules.allowed(origin)).toBe(allowed);
  });

  test("is compared with the configuration, never with the request's own Host", () => {
    const request = { headers: { origin: 'https://evil.example', host: 'evil.example' } } as never;
    expect(() => rules.checkSameOrigin(request)).toThrow('origin');
  });

  test('of this machine has three names, with one scheme and port', () => {
    const local = originRules({ publicUrl: 'http://localhost:3003', extra: [] });
    expect(['http://localhost:3003', 'http://127.0.0.1:3003', 'http://[::1]:3003'].map(local.allowed)).toEqual([true, true, true]);
    expect(['https://localhost:3003', 'ftp://localhost:3003', 'http://localhost:3004', 'http://localhost'].map(local.allowed)).toEqual(
      Array(4).fill(false),
    );
  });
});
