import { expect, test } from '@jest/globals';
import { safeNext } from './next-place.ts';

test.each(['/deals/1?task=2', '/contacts?filter=%7B%22a%22%3A1%7D&q=..%2F', '/inbox#a', '/tasks?x=//evil.example', '/a.b/..c'])(
  '%s is followed',
  (next) => {
    expect(safeNext(next)).toBe(next);
  },
);

test.each([
  null,
  '',
  'today',
  'https://evil.example',
  '//evil.example',
  '///evil.example',
  '/\\evil.example',
  'javascript:alert(1)',
  '/..//evil.example/crm/sign-in',
  '/../..//evil.example',
  '/x/../..//evil.example',
  '/%2e%2e//evil.example',
  '/.%2e//evil.example',
  '/%2E./evil',
  '/%252e%252e/evil',
  '/./..//evil.example',
  '/../api/v1/docs',
  '/api/v1/docs',
  '/deals/..',
  '/deals/.',
  '/\t/evil.example',
  '/\n//evil.example',
  '/.\t./evil.example',
  '/deals/%2f%2fevil.example',
  '/deals//evil.example',
  '/deals\\..\\..\\evil.example',
  '/%5c%5cevil.example',
  '\u0000/deals',
])('F2: %j leads to today instead', (next) => {
  expect(safeNext(next)).toBe('/today');
});
