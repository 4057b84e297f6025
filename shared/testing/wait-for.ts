import { setTimeout as delay } from 'node:timers/promises';

/**
 * Looks again and again until `look` answers something other than undefined or false, and returns that. Tests wait for facts,
 * never for time; a fact that does not come fails the test with `what` and the last fault.
 */
export async function waitFor<T>(what: string, look: () => T | Promise<T>, timeoutMs = 10_000): Promise<Exclude<T, undefined | false>> {
  const deadline = performance.now() + timeoutMs;
  let fault: unknown;
  for (;;) {
    try {
      const found = await look();
      if (found !== undefined && found !== false) return found as Exclude<T, undefined | false>;
      fault = undefined;
    } catch (error) {
      fault = error;
    }
    if (performance.now() > deadline) throw new Error(`Waited ${timeoutMs} ms in vain: ${what}`, { cause: fault });
    await delay(10);
  }
}
