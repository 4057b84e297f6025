import { setTimeout as delay } from 'node:timers/promises';

/** Guards against waiting for ever, and measures nothing: a fact that comes ends the wait at once, however slow the machine. */
const PATIENCE_MS = 60_000;

/**
 * Looks again and again until `look` answers something other than undefined or false, and returns that. Tests wait for facts,
 * never for time; a fact that does not come fails the test with `what` and the last fault. `patienceMs` can only lengthen the wait.
 */
export async function waitFor<T>(what: string, look: () => T | Promise<T>, patienceMs = 0): Promise<Exclude<T, undefined | false>> {
  const atMostMs = Math.max(patienceMs, PATIENCE_MS);
  const deadline = performance.now() + atMostMs;
  let fault: unknown;
  for (;;) {
    try {
      const found = await look();
      if (found !== undefined && found !== false) return found as Exclude<T, undefined | false>;
      fault = undefined;
    } catch (error) {
      fault = error;
    }
    if (performance.now() > deadline) throw new Error(`Waited ${atMostMs} ms in vain: ${what}`, { cause: fault });
    await delay(10);
  }
}
