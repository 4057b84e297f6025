import { setTimeout as delay } from 'node:timers/promises';
import { monotonicMs } from '../clock.ts';
import { errorFields, logger } from '../telemetry/logger.ts';
import { counter, gauge, histogram } from '../telemetry/metrics.ts';
import { withSpan } from '../telemetry/trace.ts';
import type { Job } from './define-service.ts';

const runs = counter('job_runs_total');
const duration = histogram('job_duration_seconds');
const lastSuccess = gauge('job_last_success_timestamp_seconds');

/** When each job's next good run is due, on the monotonic clock. */
const due = new Map<string, number>();
gauge('job_lag_seconds', function () {
  for (const [job, dueMs] of due) this.set({ job }, Math.max(0, monotonicMs() - dueMs) / 1_000);
});

const runOnce = async (job: Job, signal: AbortSignal): Promise<void> => {
  const started = monotonicMs();
  try {
    await withSpan(`job ${job.name}`, { attributes: { 'job.name': job.name } }, () => job.run(signal));
    runs.inc({ job: job.name, outcome: 'ok' });
    due.set(job.name, monotonicMs() + job.everyMs);
    lastSuccess.set({ job: job.name }, (performance.timeOrigin + performance.now()) / 1_000);
  } catch (error) {
    if (signal.aborted) return;
    runs.inc({ job: job.name, outcome: 'error' });
    logger.error('job.failed', { job: job.name, ...errorFields(error) });
  } finally {
    duration.observe({ job: job.name }, (monotonicMs() - started) / 1_000);
  }
};

/** Sleeps until the time is up or somebody wakes it; a wake during a run makes the next run start at once. */
const sleeper = (everyMs: number, stop: AbortSignal) => {
  let waiting = new AbortController();
  return {
    wake: () => waiting.abort(),
    sleep: async () => {
      const signal = AbortSignal.any([stop, waiting.signal]);
      await delay(everyMs, undefined, { signal }).catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
      waiting = new AbortController();
    },
  };
};

export const startJobs = (jobs: readonly Job[]): { close(): Promise<void> } => {
  const stop = new AbortController();
  const loops = jobs.map(async (job) => {
    for (const outcome of ['ok', 'error']) runs.inc({ job: job.name, outcome }, 0);
    duration.zero({ job: job.name });
    due.set(job.name, monotonicMs() + job.everyMs);
    const { wake, sleep } = sleeper(job.everyMs, stop.signal);
    job.wake?.(wake);
    while (!stop.signal.aborted) {
      await runOnce(job, stop.signal);
      await sleep();
    }
  });
  return {
    close: async () => {
      stop.abort();
      for (const { name } of jobs) due.delete(name);
      await Promise.all(loops);
    },
  };
};
