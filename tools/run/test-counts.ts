import { existsSync, readFileSync } from 'node:fs';

export type Counts = Readonly<{ passed: number; failed: number; skipped: number }>;

type JestResults = Readonly<{
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  numRuntimeErrorTestSuites: number;
}>;

/** A file that could not even be loaded has no failed test, and a run that crashed has no results: both are failures. */
export function countsOf(resultFile: string, exitCode: number): Counts {
  if (!existsSync(resultFile)) return { passed: 0, failed: exitCode === 0 ? 0 : 1, skipped: 0 };
  const results = JSON.parse(readFileSync(resultFile, 'utf8')) as JestResults;
  const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
  return {
    passed: results.numPassedTests,
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    skipped: results.numPendingTests + results.numTodoTests,
  };
}

export function sum(counts: readonly Counts[]): Counts {
  const total = (field: keyof Counts): number => counts.reduce((all, one) => all + one[field], 0);
  return { passed: total('passed'), failed: total('failed'), skipped: total('skipped') };
}
