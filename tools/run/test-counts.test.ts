import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { countsOf, sum } from './test-counts.ts';

const results = (numbers: object): string => {
  const file = join(mkdtempSync(join(tmpdir(), 'counts-')), 'results.json');
  const none = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, numRuntimeErrorTestSuites: 0 };
  writeFileSync(file, JSON.stringify({ ...none, ...numbers }));
  return file;
};

test('passed, failed and skipped tests are counted', () => {
  const file = results({ numPassedTests: 5, numFailedTests: 1, numPendingTests: 2, numTodoTests: 1 });
  expect(countsOf(file, 1)).toEqual({ passed: 5, failed: 1, skipped: 3 });
});

test('a test file that does not load counts as a failure', () => {
  expect(countsOf(results({ numPassedTests: 5, numRuntimeErrorTestSuites: 1 }), 1)).toEqual({ passed: 5, failed: 1, skipped: 0 });
});

test('a run that ends badly is a failure even when every test passed or no result was written', () => {
  expect(countsOf(results({ numPassedTests: 5 }), 1)).toEqual({ passed: 5, failed: 1, skipped: 0 });
  expect(countsOf('/nowhere/results.json', 137)).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

test('steps add up', () => {
  expect(
    sum([
      { passed: 1, failed: 0, skipped: 2 },
      { passed: 3, failed: 1, skipped: 0 },
    ]),
  ).toEqual({ passed: 4, failed: 1, skipped: 2 });
});
