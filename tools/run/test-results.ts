import { existsSync, readFileSync } from 'node:fs';

export type Counts = Readonly<{ passed: number; failed: number; skipped: number }>;
export type CaseTime = Readonly<{ title: string; ms: number }>;

/** What the reporter says of one test file that has ended. */
export type FileResult = Counts &
  Readonly<{
    file: string;
    ms: number;
    /** Imports, and what runs before and after the cases. */
    setUpMs: number;
    cases: readonly CaseTime[];
  }>;

/** What is known of a run of Jest at any moment, also of one that was cut. */
export type Heard = Readonly<{ finished: readonly FileResult[]; running: readonly string[] }>;

/** A line per event: what has finished is known whatever becomes of the rest. */
export type Line = Readonly<{ started: string }> | Readonly<{ finished: FileResult }>;

export function heardIn(file: string): Heard {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  // The last line may be half written when the run was cut.
  const lines = text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Line);
  const finished = lines.flatMap((line) => ('finished' in line ? [line.finished] : []));
  const ended = new Set(finished.map((result) => result.file));
  const running = lines.flatMap((line) => ('started' in line && !ended.has(line.started) ? [line.started] : []));
  return { finished, running };
}

export type Ran = Heard & Readonly<{ code: number; cut: boolean }>;

/** How a step went: one result per file, whichever of its runs counts. */
export type Outcome = Readonly<{ counts: Counts; files: readonly FileResult[]; flaky: readonly string[]; words: readonly string[] }>;

export const none: Counts = { passed: 0, failed: 0, skipped: 0 };

export const failedFiles = ({ finished }: Heard): string[] => finished.filter(({ failed }) => failed > 0).map(({ file }) => file);

/**
 * `again` holds the runs, each of one failed file alone. A file that passed then counts with that run as long as `forgiven` more may;
 * beyond that its failure stands, since a suite with so many uncertain files says nothing.
 */
export function outcomeOf(first: Ran, again: readonly Ran[], forgiven: number): Outcome {
  const second = new Map(again.flatMap((ran) => (passedAlone(ran) ? ran.finished.map((result) => [result.file, result] as const) : [])));
  const flaky = failedFiles(first).filter((file) => second.has(file));
  const kept = new Set(flaky.slice(0, Math.max(0, forgiven)));
  const files = first.finished.map((result) => (kept.has(result.file) ? (second.get(result.file) ?? result) : result));
  const faults = runFaults(first);
  return { counts: sum([...files, { ...none, failed: faults.length }]), files, flaky, words: faults };
}

const passedAlone = ({ code, cut, finished }: Ran): boolean => code === 0 && !cut && finished.some(({ passed }) => passed > 0);

/** Failures that belong to no finished file. */
function runFaults(ran: Ran): string[] {
  const { code, cut, finished, running } = ran;
  if (cut) return [running.length === 0 ? 'cut between two files' : `cut in ${running.join(', ')}`];
  if (code === 0 || failedFiles(ran).length > 0) return [];
  if (running.length > 0) return [`Jest ended with exit code ${code} in ${running.join(', ')}`];
  return [
    finished.length === 0
      ? `Jest ended with exit code ${code} before any file`
      : `Jest ended with exit code ${code} though every file passed`,
  ];
}

export function sum(counts: readonly Counts[]): Counts {
  const total = (field: keyof Counts): number => counts.reduce((all, one) => all + one[field], 0);
  return { passed: total('passed'), failed: total('failed'), skipped: total('skipped') };
}
