import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runMarked } from './jest-step.ts';
import { commandOutcome, type StepReport } from './test-report.ts';
import type { CommandStep } from './test-steps.ts';

/** Steps that only compute, one after the other at the lowest priority. Each tells its end in a line, and when it failed all it printed. */
export function startAside(steps: readonly CommandStep[], results: string, interrupted: AbortSignal): Promise<readonly StepReport[]> {
  const all = async (): Promise<readonly StepReport[]> => {
    const reports: StepReport[] = [];
    for (const step of steps) if (!interrupted.aborted) reports.push(await runAside(step, results, interrupted));
    return reports;
  };
  return all();
}

async function runAside(
  { name, title, command, limitMinutes }: CommandStep,
  results: string,
  interrupted: AbortSignal,
): Promise<StepReport> {
  const started = performance.now();
  const limit = AbortSignal.timeout(limitMinutes * 60_000);
  const file = join(results, `${name}.log`);
  const output = openSync(file, 'w');
  const code = await runMarked(['nice', '-n', '19', ...command], { env: {}, signal: AbortSignal.any([limit, interrupted]), output });
  closeSync(output);
  const outcome = commandOutcome(code, limit.aborted);
  const took = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${code === 0 ? '✔' : `${readFileSync(file, 'utf8')}\n✖`} ${title}  [${took} s, beside the others]`);
  return { title, outcome };
}
