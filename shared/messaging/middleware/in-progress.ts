import type { Delivery } from '../bus.ts';

/** A handler that hangs must not hold its message for ever: after this another replica may have it. */
const AT_MOST_MS = 120_000;

/** Tells the broker that the message is still in work, so that a slow handler is not run twice beside itself. */
export async function whileInProgress(delivery: Delivery, ackWaitMs: number, work: () => Promise<void>): Promise<void> {
  const started = performance.now();
  const timer = setInterval(() => {
    if (performance.now() - started > AT_MOST_MS) clearInterval(timer);
    else delivery.inProgress();
  }, ackWaitMs * 0.4);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
}
