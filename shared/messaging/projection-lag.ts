import type { Clock } from '../clock.ts';
import { reading } from '../telemetry/collect.ts';
import { gauge } from '../telemetry/metrics.ts';
import type { ConsumerStatus } from './bus.ts';

type Followed = Readonly<{ status: () => Promise<ConsumerStatus | undefined>; lagSeconds: () => number }>;

const projections = new Map<string, Followed>();

let emitted = false;
/** With the first projection: a service without one does not emit it. */
const emitLag = (): void => {
  if (emitted) return;
  emitted = true;
  gauge('projection_lag_seconds', async function () {
    for (const [projection, { status, lagSeconds }] of projections) {
      const now = await status();
      if (now) this.set({ projection }, now.pending + now.ackPending > 0 ? lagSeconds() : 0);
    }
  });
};

export type FollowedProjection = Readonly<{ applied(eventTime: string): void; stop(): void }>;

/** Before its first event the age counts from the start of this process. */
export function followProjection(durable: string, status: () => Promise<ConsumerStatus>, clock: Clock): FollowedProjection {
  emitLag();
  let newest = clock.now().getTime();
  let first = true;
  projections.set(durable, {
    status: reading('consumers', status),
    lagSeconds: () => Math.max(0, clock.now().getTime() - newest) / 1_000,
  });
  return {
    applied: (eventTime) => {
      const at = Date.parse(eventTime);
      newest = first ? at : Math.max(newest, at);
      first = false;
    },
    stop: () => void projections.delete(durable),
  };
}
