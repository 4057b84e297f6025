import { appendFileSync } from 'node:fs';
import { relative } from 'node:path';
import { ROOT, resultsFile } from './config.ts';
import type { FileResult, Line } from './test-results.ts';

/** What we read of Jest's own. */
type Test = Readonly<{ path: string }>;
type TestResult = Readonly<{
  numPassingTests: number;
  numFailingTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testExecError?: unknown;
  perfStats: Readonly<{ start: number; end: number }>;
  testResults: readonly Readonly<{ fullName: string; duration?: number | null }>[];
}>;

/** Beside Jest's own reporter: writes down each file as it starts and ends, so that a run which is cut has told what it knew. */
export default class FileReporter {
  onTestFileStart({ path }: Test): void {
    say({ started: nameOf(path) });
  }

  onTestFileResult({ path }: Test, result: TestResult): void {
    say({ finished: resultOf(nameOf(path), result) });
  }
}

function resultOf(file: string, result: TestResult): FileResult {
  const cases = result.testResults.map(({ fullName, duration }) => ({ title: fullName, ms: duration ?? 0 }));
  const { start, end } = result.perfStats;
  const ms = Math.max(0, end - start);
  // A file that could not even be loaded has no failed case.
  const broken = result.testExecError && result.numFailingTests === 0 ? 1 : 0;
  return {
    file,
    passed: result.numPassingTests,
    failed: result.numFailingTests + broken,
    skipped: result.numPendingTests + result.numTodoTests,
    ms,
    setUpMs: Math.max(0, ms - cases.reduce((all, one) => all + one.ms, 0)),
    cases,
  };
}

const nameOf = (path: string): string => relative(ROOT, path);

function say(line: Line): void {
  const file = resultsFile();
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(line)}\n`);
}
