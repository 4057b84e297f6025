import { expect, test } from '@jest/globals';
import { contentPolicy } from './content-policy.ts';

test('lets only scripts with the nonce run', () => {
  const policy = contentPolicy('abc', false);
  expect(policy).toContain("script-src 'nonce-abc' 'strict-dynamic';");
  expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline|\*/);
  expect(contentPolicy('abc', true)).toContain("'unsafe-eval'");
});
