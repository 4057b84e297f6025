import { expect, test } from '@jest/globals';
import { problemOf } from './problem.ts';

test('a problem keeps its code, trace and field errors', () => {
  const error = problemOf(
    422,
    { code: 'CRM_NIP_INVALID', traceId: 'abc', errors: [{ path: 'nip', code: 'nip', message: 'nip' }, 'noise'] },
    null,
  );
  expect([error.code, error.traceId, error.errors]).toEqual(['CRM_NIP_INVALID', 'abc', [{ path: 'nip', code: 'nip', message: 'nip' }]]);
});

test('an answer that is no problem document is told by its status', () => {
  expect(problemOf(502, undefined, null).code).toBe('SERVICE_UNAVAILABLE');
  expect(problemOf(418, '<html>', null).code).toBe('INTERNAL');
  expect(problemOf(404, { code: 'SOMETHING_NEWER' }, null).code).toBe('NOT_FOUND');
});

test('Retry-After is seconds or nothing', () => {
  expect(problemOf(429, {}, '7').retryAfterSeconds).toBe(7);
  expect(problemOf(429, {}, 'Sat, 22 Aug 2026 10:00:00 GMT').retryAfterSeconds).toBeUndefined();
});
