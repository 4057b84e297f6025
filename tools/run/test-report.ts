import { type Counts, none, type Outcome, sum } from './test-results.ts';

/** So many uncertain files in one run are no accident any more. */
export const MOST_FLAKY = 2;

export type StepReport = Readonly<{ title: string; outcome: Outcome }>;

export type Verdict = Readonly<{ failed: boolean; lines: readonly string[] }>;

/** What a run says last: what failed, what was uncertain, and the counts in its very last line. */
export function verdictOf(steps: readonly StepReport[], interrupted: boolean): Verdict {
  const counts = sum(steps.map(({ outcome }) => outcome.counts));
  const failed = steps.filter(({ outcome }) => outcome.counts.failed > 0).map(({ title }) => title);
  const flaky = steps.flatMap(({ outcome }) => outcome.flaky);
  const lines = [
    ...(interrupted ? ['Interrupted.'] : []),
    ...steps.flatMap(({ title, outcome }) => outcome.words.map((word) => `${title}: ${word}`)),
    ...(failed.length > 0 ? [`Failed: ${failed.join(', ')}`] : []),
    ...(flaky.length > MOST_FLAKY ? [`${flaky.length} files failed and then passed alone: more than ${MOST_FLAKY} fail the run.`] : []),
    ...flaky.map((file) => `FLAKY ${file}`),
    countsLine(counts),
  ];
  return { failed: counts.failed > 0 || flaky.length > MOST_FLAKY || interrupted || counts.passed === 0, lines };
}

export const countsLine = ({ passed, failed, skipped }: Counts): string => `${passed} passed, ${failed} failed, ${skipped} skipped`;

/** A step that is one command counts as one. */
export const commandOutcome = (code: number, cut: boolean): Outcome => ({
  counts: code === 0 ? { ...none, passed: 1 } : { ...none, failed: 1 },
  files: [],
  flaky: [],
  words: cut ? ['cut at its limit'] : [],
});
