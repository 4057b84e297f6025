import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { commandOutcome, MOST_FLAKY, verdictOf } from './test-report.ts';
import { type FileResult, heardIn, none, type Outcome, outcomeOf, type Ran } from './test-results.ts';
import { keepTimes, timesOf } from './test-times.ts';

const result = (file: string, counts: Partial<FileResult> = {}): FileResult => ({
  file,
  ...none,
  ms: 10,
  setUpMs: 1,
  cases: [{ title: 'a case', ms: 9 }],
  ...counts,
});
const ran = (finished: readonly FileResult[], more: Partial<Ran> = {}): Ran => ({
  finished,
  running: [],
  code: finished.some(({ failed }) => failed > 0) ? 1 : 0,
  cut: false,
  ...more,
});
const red = result('red.test.ts', { passed: 3, failed: 1 });
const green = result('green.test.ts', { passed: 5, skipped: 2 });

test('every file counts once, with what it said of itself', () => {
  expect(outcomeOf(ran([red, green]), [], 2)).toMatchObject({ counts: { passed: 8, failed: 1, skipped: 2 }, flaky: [], words: [] });
});

test('a file that failed and then passed alone counts with its second run, and is named', () => {
  const again = ran([result('red.test.ts', { passed: 4 })]);
  const outcome = outcomeOf(ran([red, green]), [again], 2);
  expect(outcome).toMatchObject({ counts: { passed: 9, failed: 0, skipped: 2 }, flaky: ['red.test.ts'] });
  expect(outcome.files).toHaveLength(2);
});

test('one that fails again counts with its first run, and is not called flaky', () => {
  expect(outcomeOf(ran([red, green]), [ran([red])], 2)).toMatchObject({ counts: { passed: 8, failed: 1, skipped: 2 }, flaky: [] });
});

test('a second run that found nothing to run, or was cut, proves nothing', () => {
  for (const again of [ran([]), ran([result('red.test.ts', { passed: 4 })], { code: 1, cut: true })])
    expect(outcomeOf(ran([red]), [again], 2)).toMatchObject({ counts: { failed: 1 }, flaky: [] });
});

const flakyOutcome = (file: string, forgiven: number): Outcome =>
  outcomeOf(ran([{ ...red, file }]), [ran([result(file, { passed: 4 })])], forgiven);

test('two such files leave a run green with their names at its end; the third fails it', () => {
  const two = [flakyOutcome('a.test.ts', 2), flakyOutcome('b.test.ts', 1)];
  const report = (outcomes: readonly Outcome[]) =>
    verdictOf(
      outcomes.map((outcome) => ({ title: 'Step', outcome })),
      false,
    );
  expect(report(two)).toEqual({ failed: false, lines: ['FLAKY a.test.ts', 'FLAKY b.test.ts', '8 passed, 0 failed, 0 skipped'] });
  const three = report([...two, flakyOutcome('c.test.ts', MOST_FLAKY - 2)]);
  expect(three.failed).toBe(true);
  expect(three.lines.slice(-2)).toEqual(['FLAKY c.test.ts', '11 passed, 1 failed, 0 skipped']);
});

test('of a run that was cut the finished files count, and the file it was in is named', () => {
  const outcome = outcomeOf(ran([green], { code: 143, cut: true, running: ['slow.test.ts'] }), [], 2);
  expect(outcome).toMatchObject({ counts: { passed: 5, failed: 1, skipped: 2 }, words: ['cut in slow.test.ts'] });
  expect(verdictOf([{ title: 'Step', outcome }], false).lines).toEqual([
    'Step: cut in slow.test.ts',
    'Failed: Step',
    '5 passed, 1 failed, 2 skipped',
  ]);
});

test.each<[string, Ran, string]>([
  ['died in a file', ran([green], { code: 137, running: ['x.test.ts'] }), 'Jest ended with exit code 137 in x.test.ts'],
  ['never came to a file', ran([], { code: 1 }), 'Jest ended with exit code 1 before any file'],
  ['passed everything and ended badly', ran([green], { code: 1 }), 'Jest ended with exit code 1 though every file passed'],
])('a run that %s has failed, and says so', (_, broken, word) => {
  expect(outcomeOf(broken, [], 2)).toMatchObject({ counts: { failed: 1 }, words: [word] });
});

test('steps add up, a command counts as one, and a run in which nothing passed has failed', () => {
  const steps = [
    { title: 'Lint', outcome: commandOutcome(0, false) },
    { title: 'Types', outcome: commandOutcome(2, false) },
    { title: 'Unit', outcome: outcomeOf(ran([green]), [], 0) },
  ];
  expect(verdictOf(steps, false).lines).toEqual(['Failed: Types', '6 passed, 1 failed, 2 skipped']);
  expect(verdictOf([], false).failed).toBe(true);
});

const written = (...lines: readonly string[]): string => {
  const file = join(mkdtempSync(join(tmpdir(), 'results-')), 'step.jsonl');
  writeFileSync(file, lines.join('\n'));
  return file;
};

test('what the reporter wrote is read up to the line in which it was cut', () => {
  const started = (file: string): string => JSON.stringify({ started: file });
  const file = written(started('green.test.ts'), JSON.stringify({ finished: green }), started('slow.test.ts'), '{"finished":{"fi');
  expect(heardIn(file)).toEqual({ finished: [green], running: ['slow.test.ts'] });
  expect(heardIn('/nowhere/step.jsonl')).toEqual({ finished: [], running: [] });
});

test('the slowest files come first, and a set-up or a case over 3 s is named', () => {
  const slow = result('slow.test.ts', { ms: 9_000, setUpMs: 4_000, cases: [{ title: 'waits for a lease', ms: 5_000 }] });
  const text = timesOf([green, slow]).join('\n');
  expect(text).toMatch(/The 2 slowest of 2 files\n +9\.0 s {2}slow\.test\.ts\n +0\.0 s {2}green/);
  expect(text).toMatch(/Set-ups over 3 s\n +4\.0 s {2}slow\.test\.ts/);
  expect(text).toMatch(/Cases over 3 s\n +5\.0 s {2}slow\.test\.ts: waits for a lease/);
});

test('times are kept over runs of some files, and forgotten with the file', () => {
  const stored = written('{"tools/gone.test.ts":{"ms":1},"tools/run/test-times.ts":{"ms":7}}', '');
  keepTimes([result('tools/run/test-results.test.ts')], new Date(0), stored);
  const kept = heardTimes(stored);
  expect(Object.keys(kept)).toEqual(['tools/run/test-results.test.ts', 'tools/run/test-times.ts']);
  expect(kept['tools/run/test-results.test.ts']).toEqual({
    ms: 10,
    setUpMs: 1,
    cases: 1,
    longestCaseMs: 9,
    at: '1970-01-01T00:00:00.000Z',
  });
});

const heardTimes = (file: string): Record<string, unknown> => JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
