import { execFileSync } from 'node:child_process';

/** What the smallest start of Node takes on an idle machine of the kind our limits are written for. */
const USUAL_MS = 60;

/**
 * How many times slower this machine is in this moment, 1 at least. A promise in milliseconds ("within a second") is tested against its
 * number times this: both are measured in the same run, so neither a small machine nor other work on it makes the promise look broken.
 */
export function slowness(): number {
  const took = Array.from({ length: 3 }, () => {
    const started = performance.now();
    execFileSync(process.execPath, ['--eval', '0']);
    return performance.now() - started;
  });
  return Math.max(1, Math.max(...took) / USUAL_MS);
}
