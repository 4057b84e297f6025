import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock } from '../../shared/clock.ts';
import { isCi } from './config.ts';
import { runJest, runMarked } from './jest-step.ts';
import { startAside } from './test-aside.ts';
import { commandOutcome, MOST_FLAKY, type StepReport, verdictOf } from './test-report.ts';
import type { Outcome } from './test-results.ts';
import { type CommandStep, chosenSteps, type ProjectStep, type Step } from './test-steps.ts';
import { surround } from './test-surroundings.ts';
import { keepTimes, timesOf } from './test-times.ts';

/** `npm test`, `npm test -- <step> ...`, `npm test -- --containers` for all there is, `npm test -- deploy -- <files>` for some of it. */
async function main(): Promise<void> {
  const { values, positionals, tokens } = parseArgs({
    args: process.argv.slice(2),
    options: { containers: { type: 'boolean', default: false } },
    allowPositionals: true,
    tokens: true,
  });
  const end = tokens.find(({ kind }) => kind === 'option-terminator')?.index ?? Number.POSITIVE_INFINITY;
  const names = tokens.flatMap((token) => (token.kind === 'positional' && token.index < end ? [token.value] : []));
  const steps = chosenSteps(names, values.containers);
  const reports = await runAll(steps, positionals.slice(names.length));
  const files = reports.flatMap(({ outcome }) => outcome.files);
  keepTimes(files, systemClock.now());
  const verdict = verdictOf(reports, interrupted.signal.aborted);
  console.log([...timesOf(files), '', ...verdict.lines].join('\n'));
  process.exitCode = verdict.failed ? 1 : 0;
}

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => interrupted.abort());

async function runAll(steps: readonly Step[], files: readonly string[]): Promise<StepReport[]> {
  const results = mkdtempSync(join(tmpdir(), 'crm-gtd-results-'));
  const reports: StepReport[] = [];
  try {
    await using surroundings = await surround(steps);
    // The build writes what the type check of the web app reads.
    const first = steps.filter(({ name }) => name === 'build');
    for (const step of first) reports.push(await report(step, { results, env: {}, files, reports }));
    const waiting = steps.filter((step): step is CommandStep => 'aside' in step);
    const aside = startAside(waiting, results, interrupted.signal);
    for (const step of steps) {
      if (interrupted.signal.aborted || first.includes(step) || 'aside' in step) continue;
      reports.push(await report(step, { results, env: await surroundings.envOf(step), files, reports }));
    }
    reports.push(...(await aside));
  } finally {
    rmSync(results, { recursive: true, force: true });
  }
  return reports;
}

type Around = Readonly<{
  results: string;
  env: Readonly<Record<string, string>> | undefined;
  files: readonly string[];
  reports: readonly StepReport[];
}>;

async function report(step: Step, around: Around): Promise<StepReport> {
  console.log(`\n▶ ${step.title}`);
  const started = performance.now();
  const limit = AbortSignal.timeout(step.limitMinutes * 60_000);
  const outcome = await ('project' in step ? runProject(step, limit, around) : runCommand(step, limit));
  const { passed, failed } = outcome.counts;
  const took = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${failed === 0 ? '✔' : '✖'} ${step.title}: ${passed} passed, ${failed} failed  [${took} s]`);
  return { title: step.title, outcome };
}

async function runCommand({ command }: CommandStep, limit: AbortSignal): Promise<Outcome> {
  const code = await runMarked(command, { env: {}, signal: AbortSignal.any([limit, interrupted.signal]) });
  return commandOutcome(code, limit.aborted);
}

async function runProject(step: ProjectStep, limit: AbortSignal, { results, env, files, reports }: Around): Promise<Outcome> {
  if (env === undefined)
    return {
      counts: { passed: 0, failed: 0, skipped: 0 },
      files: [],
      flaky: [],
      words: ['not run: no container engine is here, and none can be installed'],
    };
  const options = ['--selectProjects', step.project, '--passWithNoTests', ...(step.oneByOne === true ? ['--runInBand'] : [])];
  const used = reports.reduce((all, { outcome }) => all + outcome.flaky.length, 0);
  const forgiven = isCi() ? Math.max(0, MOST_FLAKY - used) : undefined;
  return runJest({ name: step.name, options, files, limit }, { results, env, interrupted: interrupted.signal, forgiven });
}

await main();
