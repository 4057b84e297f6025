import { expect, test } from '@jest/globals';
import { addressHash } from './address-hash.ts';

test('F11: two copies with one key give an address the same digest, and another key gives another', () => {
  const [one, two, other] = ['k'.repeat(40), 'k'.repeat(40), 'o'.repeat(40)].map(addressHash);
  expect(one?.('10.0.0.1')).toBe(two?.('10.0.0.1'));
  expect(new Set([one?.('10.0.0.1'), one?.('10.0.0.2'), other?.('10.0.0.1')]).size).toBe(3);
  expect(one?.('10.0.0.1')).toMatch(/^[\w-]{16}$/);
});
