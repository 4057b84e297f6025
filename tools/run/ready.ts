import { setTimeout as delay } from 'node:timers/promises';
import type { ProcessSpec } from './service-table.ts';
import { StepError } from './step-error.ts';
import { logTail, type Supervisor } from './supervisor.ts';

/** Guards against hanging: a process that cannot start ends, which is seen at once. */
const READY_MS = 300_000;
const MOST_FAILURES = 3;

/** Waits until a process says it is ready; gives up when it keeps ending, with the end of its log. */
export async function untilReady(spec: ProcessSpec, supervisor: Supervisor, dataDir: string): Promise<void> {
  const deadline = performance.now() + READY_MS;
  let last = 'no answer';
  while (performance.now() < deadline) {
    const failures = supervisor.failures(spec.name);
    if (failures >= MOST_FAILURES) throw new StepError(`${spec.name} ended ${failures} times while starting`, logEnd(spec, dataDir));
    last = await state(spec.readyUrl);
    if (last === 'ready') return;
    await delay(150);
  }
  throw new StepError(`${spec.name} is not ready after ${READY_MS / 1000} s (${last})`, logEnd(spec, dataDir));
}

function logEnd({ name }: ProcessSpec, dataDir: string): string {
  return `The end of the log of ${name}:\n${logTail(dataDir, name)}`;
}

async function state(url: string): Promise<string> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000), redirect: 'manual' });
    const body = await response.text();
    return response.status < 400 ? 'ready' : `${response.status} ${body.slice(0, 300)}`;
  } catch (error) {
    return (error as Error).message;
  }
}
