import { expect, test } from '@jest/globals';
import { ApiError } from '../api/problem.ts';
import { failureOf, traceOf } from './error-kind.ts';

const fail = (status: number, code: ApiError['code'], paths: readonly string[] = []): ApiError =>
  new ApiError({ status, code, traceId: 'abc', errors: paths.map((path) => ({ path, code: 'invalid', message: '' })) });

test('U35: a wrong address is a page that is not there, whether its id is unknown or none at all', () => {
  expect(failureOf(fail(404, 'CRM_CONTACT_NOT_FOUND'))).toBe('gone');
  expect(failureOf(fail(400, 'REQUEST_INVALID', ['contactId']))).toBe('gone');
  expect(failureOf(fail(400, 'REQUEST_INVALID', ['filter']))).toBe('fault');
});

test('U35: what a role may not see is said to be so; a lost network is not our fault', () => {
  expect([failureOf(fail(403, 'PERMISSION_DENIED')), failureOf(fail(0, 'NETWORK')), failureOf(fail(503, 'SERVICE_UNAVAILABLE'))]).toEqual([
    'forbidden',
    'offline',
    'busy',
  ]);
});

test('U35: only a fault of ours has a number to quote', () => {
  expect(traceOf(fail(500, 'INTERNAL'))).toBe('abc');
  for (const error of [
    fail(403, 'PLAN_LIMIT_REACHED'),
    fail(400, 'REQUEST_INVALID'),
    fail(409, 'CRM_COMPANY_NIP_TAKEN'),
    fail(429, 'RATE_LIMITED'),
  ])
    expect(traceOf(error)).toBeUndefined();
});
