import type { Job } from './define-service.ts';

/** Numbers over all organizations for gauges. Each replica reads them, as each serves its own /metrics; a minute is soon enough for a board. */
export const figuresJob = (service: string, read: () => Promise<void>): Job => ({ name: `${service}-figures`, everyMs: 60_000, run: read });
