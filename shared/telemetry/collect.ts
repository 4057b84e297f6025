import { counter } from './metrics.ts';

type Collector = 'outbox' | 'inbox' | 'consumers' | 'dead_letters' | 'streams' | 'nats' | 'migrations' | 'business';

const collectErrors = counter('metrics_collect_errors_total');
/** All readings of a scrape run side by side, and the whole scrape shall take less than 200 ms. */
const patienceMs = 100;
/** Several gauges show parts of one reading. */
const freshMs = 250;

/**
 * What a gauge shows of a source that may hang. A scrape waits a moment for it; what comes later is shown by the next one, and a
 * source that failed or is silent leaves its last values. There is never more than one question to a source under way.
 */
export const reading = <T>(collector: Collector, read: () => Promise<T>): (() => Promise<T | undefined>) => {
  let known: { value: T; at: number } | undefined;
  let running: Promise<void> | undefined;
  const ask = async (): Promise<void> => {
    try {
      const value = await read();
      known = { value, at: performance.now() };
    } catch {
      // The log of whoever owns the source says why; here only the missing reading counts.
      collectErrors.inc({ collector });
    } finally {
      running = undefined;
    }
  };
  return async () => {
    if (known && performance.now() - known.at < freshMs) return known.value;
    running ??= ask();
    if (!(await endsSoon(running))) collectErrors.inc({ collector });
    return known?.value;
  };
};

const endsSoon = async (work: Promise<void>): Promise<boolean> => {
  const late = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => late.resolve(false), patienceMs);
  try {
    return await Promise.race([work.then(() => true), late.promise]);
  } finally {
    clearTimeout(timer);
  }
};
