import { join } from 'node:path';
import { runStreaming } from './child.ts';
import { ROOT } from './config.ts';
import { takeDown } from './take-down.ts';
import { failedFiles, heardIn, type Outcome, outcomeOf, type Ran } from './test-results.ts';

export type JestStep = Readonly<{
  /** Names its files of results. */
  name: string;
  /** Of Jest. */
  options: readonly string[];
  /** All of the project when none are named. */
  files: readonly string[];
  /** Guards against hanging, and measures nothing: several times what the step takes on a small idle machine. */
  limit: AbortSignal;
}>;

export type Around = Readonly<{
  results: string;
  env: Readonly<Record<string, string>>;
  interrupted: AbortSignal;
  /** How many files may still fail once and pass when run again alone; undefined to run none again. */
  forgiven: number | undefined;
  /** An open file for what Jest prints, and who hears what we say, in place of our own output. */
  output?: number;
  say?: (line: string) => void;
}>;

/** Above this many the fault is no accident, and none is run again. */
const MOST_AGAIN = 12;

/** Runs Jest to its end or to the limit. Whatever becomes of it, results of finished files count and what it started is taken down. */
export async function runJest(step: JestStep, around: Around): Promise<Outcome> {
  const first = await run(step, around);
  const failed = failedFiles(first);
  const again: Ran[] = [];
  if (around.forgiven !== undefined && !first.cut && failed.length <= MOST_AGAIN)
    for (const file of failed) {
      if (around.interrupted.aborted) break;
      (around.say ?? console.log)(`\n▶ Once more, alone: ${file}`);
      const alone = { ...step, name: `${step.name}-again-${again.length}`, files: ['--runInBand', '--runTestsByPath', file] };
      again.push(await run(alone, around));
    }
  return outcomeOf(first, again, around.forgiven ?? 0);
}

async function run(step: JestStep, { results, env, interrupted, output, say }: Around): Promise<Ran> {
  const file = join(results, `${step.name}.jsonl`);
  const signal = AbortSignal.any([interrupted, step.limit]);
  const code = await runMarked(jest(step), { env: { ...env, TEST_RESULTS_FILE: file }, signal, output, say });
  return { ...heardIn(file), code, cut: code !== 0 && (step.limit.aborted || interrupted.aborted) };
}

let runs = 0;

export type Marked = Readonly<{
  env: Readonly<Record<string, string>>;
  signal: AbortSignal;
  output?: number | undefined;
  say?: ((line: string) => void) | undefined;
}>;

/** A program whose descendants are known by a mark in their environment and names, so that none outlives it. */
export async function runMarked(
  command: readonly [string, ...string[]],
  { env, signal, output, say = console.log }: Marked,
): Promise<number> {
  runs += 1;
  const mark = `${process.pid}-${runs}`;
  try {
    return await runStreaming(command, { env: { ...env, STARTED_BY_TEST_RUN: mark }, signal, ...(output === undefined ? {} : { output }) });
  } finally {
    const left = await takeDown(mark);
    if (left.length > 0) say(`  taken down, since it was left running: ${left.join(', ')}`);
  }
}

function jest({ options, files }: JestStep): [string, ...string[]] {
  const node = ['--disable-warning=ExperimentalWarning', '--experimental-vm-modules', join(ROOT, 'node_modules/jest/bin/jest.js')];
  const reporters = ['--reporters', 'default', '--reporters', join(import.meta.dirname, 'jest-reporter.ts')];
  return [process.execPath, ...node, '--ci', ...reporters, ...options, ...files];
}
